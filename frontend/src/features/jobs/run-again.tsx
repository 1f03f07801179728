import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { RefreshCw, SlidersHorizontal } from "lucide-react";
import { api, ok } from "@/api/client";
import type { Job } from "@/api/jobs";
import { problemOf } from "@/api/problem";
import { usePrice } from "@/api/quote";
import { useTools } from "@/tool-display/use-tools";
import { Button } from "@/ui/button";
import { credits } from "@/ui/credits";
import { toast } from "@/ui/toast";
import { stageAgain } from "@/uploads/staged";

/** Has its page and its consent for itself. */
const VOICE_CLONING = "voice_cloning";

/** What a job worked on, and what its result was to resemble. */
function sourcesOf({ inputs }: Job) {
  const isReference = ({ role }: Job["inputs"][number]) => role.startsWith("reference");
  return { sounds: inputs.filter((input) => !isReference(input)), references: inputs.filter(isReference) };
}

/** Asks for the same once more: the same sounds, the same settings, for the price that is on the button. */
export function RunAgain({ job }: { job: Job }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const takesSound = useTools().some(({ name }) => name === job.tool);
  const { sounds, references } = sourcesOf(job);
  const { price, refusal } = usePrice({
    tool: job.tool,
    parameters: job.params,
    fileCount: sounds.length,
    jobs: 1,
  });
  const running = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/jobs", {
          body: {
            tool: job.tool,
            parameters: job.params,
            audio_ids: sounds.map(({ asset_id }) => asset_id),
            audio_urls: [],
            reference_ids: references.map(({ asset_id }) => asset_id),
          },
        }),
      ),
    onSuccess: async ({ job_id }) => {
      void client.invalidateQueries({ queryKey: ["jobs"] });
      void client.invalidateQueries({ queryKey: ["credits"] });
      await navigate({ to: "/jobs/$jobId", params: { jobId: job_id } });
    },
    onError: (error) => toast(problemOf(error).detail),
  });
  if (job.tool === VOICE_CLONING) return null;
  const tooPoor = price !== undefined && price.credits > price.balance;
  const isGone = sounds.length === 0 && takesSound;
  const obstacle = isGone
    ? "What it worked on is no longer here: send it again."
    : (refusal?.detail ?? (tooPoor ? `You have ${credits(price.balance)} left.` : null));
  return (
    <>
      <Button
        variant="primary"
        disabled={!price || obstacle !== null}
        busy={running.isPending}
        onClick={() => running.mutate()}
      >
        <RefreshCw aria-hidden className="size-4" />
        {price ? `Run again · ${credits(price.credits)}` : "Run again"}
      </Button>
      {obstacle && <p className="text-sm text-bad">{obstacle}</p>}
    </>
  );
}

/** Takes the sounds and settings of a job back to its tool, to be changed there. */
export function ChangeAndRunAgain({ job }: { job: Job }) {
  const navigate = useNavigate();
  const tool = useTools().find(({ name }) => name === job.tool);
  const { sounds, references } = sourcesOf(job);
  if (!tool || !sounds.length || references.length) return null;
  return (
    <Button
      onClick={() => {
        stageAgain(
          sounds.map(({ asset_id, name, details }) => ({
            kind: "item",
            id: asset_id,
            title: name,
            durationS: Number(details.duration_s) || null,
          })),
          { tool: job.tool, parameters: job.params },
        );
        void navigate({ to: "/tools/$tool", params: { tool: tool.slug } });
      }}
    >
      <SlidersHorizontal aria-hidden className="size-4" /> Change and run again
    </Button>
  );
}
