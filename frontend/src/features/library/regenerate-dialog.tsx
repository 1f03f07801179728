import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, ok } from "@/api/client";
import { problemOf } from "@/api/problem";
import { usePrice } from "@/api/quote";
import { useToolTitle } from "@/tool-display/use-tools";
import { Button } from "@/ui/button";
import { credits } from "@/ui/credits";
import { Dialog } from "@/ui/dialog";
import { Notice } from "@/ui/notice";
import { Skeleton } from "@/ui/skeleton";
import type { ItemDialogProps } from "./item-dialogs";
import type { Item } from "./queries";

export function RegenerateDialog({ items: [item], onClose }: ItemDialogProps) {
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Generate “${item?.name}” again`}
      description="From the same source with the same settings, as a new job. This one stays as it is."
    >
      {item && <Again item={item} onClose={onClose} />}
    </Dialog>
  );
}

function Again({ item, onClose }: { item: Item; onClose: () => void }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const toolTitle = useToolTitle();
  const tool = String(item.generation_config.tool ?? item.source);
  const { price, refusal } = usePrice({
    tool,
    parameters: (item.generation_config.settings ?? {}) as Record<string, unknown>,
    fileCount: 0,
    jobs: 1,
  });
  const again = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/api/audio-studio/library/{audio_id}/generate", {
          params: { path: { audio_id: item.audio_id } },
          body: { parameters: {} },
        }),
      ),
    onSuccess: async ({ job_id }) => {
      void client.invalidateQueries({ queryKey: ["jobs"] });
      void client.invalidateQueries({ queryKey: ["credits"] });
      onClose();
      await navigate({ to: "/jobs/$jobId", params: { jobId: job_id } });
    },
  });
  const tooPoor = price !== undefined && price.credits > price.balance;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-baseline justify-between">
        <span className="text-ink-2">{toolTitle(tool)}</span>
        {price ? (
          <span className="numeric font-semibold">{credits(price.credits)}</span>
        ) : (
          <Skeleton className="h-5 w-16" />
        )}
      </div>
      {(refusal || again.error || tooPoor) && (
        <Notice tone="bad">
          {refusal?.detail ??
            (again.error ? problemOf(again.error).detail : `You have ${credits(price?.balance ?? 0)} left.`)}
        </Notice>
      )}
      <Button
        variant="primary"
        className="self-end"
        disabled={!price || refusal !== null || tooPoor}
        busy={again.isPending}
        onClick={() => again.mutate()}
      >
        Generate again
      </Button>
    </div>
  );
}
