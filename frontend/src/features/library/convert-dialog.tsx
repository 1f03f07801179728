import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { assetUrl } from "@/api/assets";
import { api, ok } from "@/api/client";
import { isUnderWay, type Job, jobQuery } from "@/api/jobs";
import { problemOf } from "@/api/problem";
import { toolsQuery } from "@/api/queries";
import { usePrice } from "@/api/quote";
import { type JsonSchema, readFields } from "@/features/tools/schema-fields";
import { choiceLabel } from "@/tool-display/choice-labels";
import { Button } from "@/ui/button";
import { credits } from "@/ui/credits";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { Progress } from "@/ui/progress";
import { Select } from "@/ui/select";
import type { ItemDialogProps } from "./item-dialogs";
import type { Item } from "./queries";

const TOOL = "conversion";
const FORMAT = "target_format";

export function ConvertDialog({ items: [item], onClose }: ItemDialogProps) {
  const [jobId, setJobId] = useState<string | null>(null);
  return (
    <Dialog open onClose={onClose} title={`Download “${item?.name}” in another format`}>
      {item && !jobId && <ChooseFormat item={item} onStarted={setJobId} />}
      {jobId && <Converting jobId={jobId} />}
    </Dialog>
  );
}

function ChooseFormat({ item, onStarted }: { item: Item; onStarted: (jobId: string) => void }) {
  const client = useQueryClient();
  const { data: tools } = useQuery(toolsQuery);
  const schema = tools?.find(({ name }) => name === TOOL)?.parameters as JsonSchema | undefined;
  const field = schema && readFields(schema).find(({ name }) => name === FORMAT);
  const formats = field?.kind === "choice" ? field.choices.map(String) : [];
  const [format, setFormat] = useState(item.format.toUpperCase() === "MP3" ? "WAV" : "MP3");
  const parameters = { [FORMAT]: format };
  const { price, refusal } = usePrice({ tool: TOOL, parameters, fileCount: 1, jobs: 1 });
  const converting = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/jobs", {
          body: { tool: TOOL, parameters, audio_ids: [item.audio_id], audio_urls: [], reference_ids: [] },
        }),
      ),
    onSuccess: ({ job_id }) => {
      void client.invalidateQueries({ queryKey: ["jobs"] });
      void client.invalidateQueries({ queryKey: ["credits"] });
      onStarted(job_id);
    },
  });
  const problem = refusal ?? (converting.error ? problemOf(converting.error) : null);
  return (
    <div className="flex flex-col gap-4">
      <Field label="Format">
        {(ids) => (
          <Select
            {...ids}
            value={format}
            choices={formats.map((value) => ({ value, label: choiceLabel(FORMAT, value) }))}
            onChange={setFormat}
          />
        )}
      </Field>
      {problem && <Notice tone="bad">{problem.detail}</Notice>}
      <Button
        variant="primary"
        className="self-end"
        busy={converting.isPending}
        disabled={!price || refusal !== null || price.credits > price.balance}
        onClick={() => converting.mutate()}
      >
        Convert and download{price && ` · ${credits(price.credits)}`}
      </Button>
    </div>
  );
}

function Converting({ jobId }: { jobId: string }) {
  const { data: job } = useQuery(jobQuery(jobId));
  const link = useRef<HTMLAnchorElement>(null);
  const made = job?.outputs[0];
  const done = job?.status === "COMPLETED";
  useEffect(() => {
    if (done) link.current?.click();
  }, [done]);
  if (!job || isUnderWay(job.status)) return <Waiting job={job} />;
  if (!made) return <Notice tone="bad">{job.error?.detail ?? "The conversion was cancelled."}</Notice>;
  return (
    <div className="flex flex-col gap-4">
      <p>{made.name} is ready. It is in your library, too.</p>
      <Button variant="primary" asChild className="self-end">
        <a ref={link} href={assetUrl(made.asset_id)} download>
          <Download aria-hidden className="size-4" /> Download {made.name}
        </a>
      </Button>
    </div>
  );
}

function Waiting({ job }: { job: Job | undefined }) {
  return (
    <div role="status" className="flex flex-col gap-3">
      <p className="text-ink-2">Converting. You may close this: it goes on.</p>
      <Progress
        label="Progress of the conversion"
        value={job?.status === "PROCESSING" ? job.progress : null}
      />
    </div>
  );
}
