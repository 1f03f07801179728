import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import type { Schemas } from "@/api/client";
import { toolsQuery } from "@/api/queries";
import { usePrice } from "@/api/quote";
import { ErrorState } from "@/feedback/error-state";
import { sentenceCase, type ToolDisplay } from "@/tool-display/tools";
import { useTools } from "@/tool-display/use-tools";
import { Card } from "@/ui/card";
import { Page } from "@/ui/page";
import { Skeleton } from "@/ui/skeleton";
import { submissionsOf, unstageAll, useStaged } from "@/uploads/staged";
import { enqueue, useUploads } from "@/uploads/upload-queue";
import { UploadRow } from "@/uploads/upload-row";
import { ParameterForm } from "./parameter-form";
import { References } from "./references";
import {
  changedValues,
  fieldError,
  initialValues,
  type JsonSchema,
  readFields,
  type Values,
} from "./schema-fields";
import { SoundPicker } from "./sound-picker";
import { StartButton } from "./start-button";

export function ToolPage() {
  const { tool: slug } = useParams({ from: "/shell/tools/$tool" });
  const display = useTools().find((tool) => tool.slug === slug);
  const tools = useQuery(toolsQuery);
  const tool = tools.data?.find(({ name }) => name === display?.name);
  return (
    <Page title={display?.title ?? sentenceCase(slug)} subtitle={display?.promise}>
      {tools.isPending && <Skeleton className="h-96 w-full" />}
      {tools.error && !tools.data && <ErrorState error={tools.error} onRetry={() => tools.refetch()} />}
      {display && tool && <ToolForm key={tool.name} display={display} tool={tool} />}
    </Page>
  );
}

function ToolForm({ display, tool }: { display: ToolDisplay; tool: Schemas["ToolView"] }) {
  const fields = useMemo(() => readFields(tool.parameters as JsonSchema), [tool]);
  const { sounds, settings } = useStaged();
  const [values, setValues] = useState<Values>(() =>
    initialValues(fields, { ...display.defaults, ...(settings?.tool === tool.name && settings.parameters) }),
  );
  const [references, setReferences] = useState<File[]>([]);
  const { uploads } = useUploads();
  const mine = uploads.filter(({ submission }) => submission.tool === tool.name);

  const together = tool.max_files > 1;
  const jobs = together ? Math.min(1, sounds.length) : sounds.length;
  const parameters = changedValues(fields, values);
  const faults = fields.filter((field) => fieldError(field, values[field.name]));
  const { price, refusal } = usePrice({
    tool: tool.name,
    parameters,
    fileCount: together ? sounds.length : 1,
    jobs,
  });

  function start() {
    enqueue(submissionsOf(sounds, { tool: tool.name, parameters, references, together }));
    unstageAll();
  }

  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex min-w-0 flex-col gap-6">
        <SoundPicker most={together ? tool.max_files : null} />
        {mine.length > 0 && (
          <section aria-label="Sent">
            <h2 className="mb-2 text-sm font-medium text-ink-2">Sent</h2>
            <ul className="divide-y divide-line rounded-lg border border-line bg-surface shadow-1">
              {mine.toReversed().map((upload) => (
                <UploadRow key={upload.id} upload={upload} />
              ))}
            </ul>
          </section>
        )}
      </div>
      <Card aria-label="Settings" className="flex flex-col gap-5 lg:sticky lg:top-6">
        <ParameterForm fields={fields} basics={display.basics} values={values} onChange={setValues} />
        {tool.max_references > 0 && (
          <References files={references} most={tool.max_references} onChange={setReferences} />
        )}
        <StartButton
          action={display.action}
          sounds={sounds}
          price={price}
          refusal={refusal}
          faults={faults.map(({ label }) => label)}
          onStart={start}
        />
      </Card>
    </div>
  );
}
