import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { MoreHorizontal } from "lucide-react";
import { useState } from "react";
import { cancelJob, deleteJob, isUnderWay, type Job } from "@/api/jobs";
import { problemOf } from "@/api/problem";
import { StatusBadge } from "@/feedback/status-badge";
import { useToolTitle } from "@/tool-display/use-tools";
import { IconButton } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { Menu, MenuItem } from "@/ui/menu";
import { Progress } from "@/ui/progress";
import { ago } from "@/ui/relative-time";
import { toast } from "@/ui/toast";

/** A job in a list: what it is, how far, and what can be done about it. */
export function JobRow({ job }: { job: Job }) {
  const client = useQueryClient();
  const toolTitle = useToolTitle();
  const [asking, setAsking] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: ["jobs"] });
  const failed = (error: unknown) => toast(problemOf(error).detail);
  const cancelling = useMutation({
    mutationFn: () => cancelJob(job.job_id),
    onSuccess: () => {
      void refresh();
      void client.invalidateQueries({ queryKey: ["credits"] });
    },
    onError: failed,
  });
  const deleting = useMutation({
    mutationFn: () => deleteJob(job.job_id),
    onSuccess: refresh,
    onError: failed,
  });
  const underWay = isUnderWay(job.status);

  return (
    <li className="relative flex items-center gap-4 px-4 py-3 transition-colors hover:bg-hover/60">
      <div className="min-w-0 grow">
        <Link
          to="/jobs/$jobId"
          params={{ jobId: job.job_id }}
          className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-md focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {job.filename}
        </Link>
        <p className="truncate text-sm text-ink-3">
          {toolTitle(job.tool)} · {underWay ? job.message || "waiting for its turn" : ago(job.created_at)}
          {job.error && ` · ${job.error.detail}`}
        </p>
        {underWay && <Progress label={`Progress of ${job.filename}`} value={job.progress} className="mt-2" />}
      </div>
      {job.status === "PROCESSING" && (
        <span className="numeric text-sm text-ink-2">{Math.round(job.progress * 100)} %</span>
      )}
      <StatusBadge status={job.status} />
      <div className="relative">
        <Menu
          trigger={
            <IconButton label={`Actions for ${job.filename}`} size="sm">
              <MoreHorizontal aria-hidden className="size-4" />
            </IconButton>
          }
        >
          {underWay ? (
            <MenuItem onSelect={() => cancelling.mutate()}>Cancel</MenuItem>
          ) : (
            <>
              {job.status === "COMPLETED" && (
                <MenuItem asChild>
                  <a href={`/download/${job.job_id}`} download>
                    Download everything
                  </a>
                </MenuItem>
              )}
              <MenuItem danger onSelect={() => setAsking(true)}>
                Delete
              </MenuItem>
            </>
          )}
        </Menu>
      </div>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete “${job.filename}”?`}
        description="The job and its files are deleted for good, except what you keep in the library."
        action="Delete"
        onConfirm={() => deleting.mutate()}
      />
    </li>
  );
}
