import { Link } from "@tanstack/react-router";
import type { Job } from "@/api/jobs";
import { StatusBadge } from "@/feedback/status-badge";
import { useToolTitle } from "@/tool-display/use-tools";
import { ago } from "@/ui/relative-time";

export function RecentJob({ job }: { job: Job }) {
  const toolTitle = useToolTitle();
  return (
    <li>
      <Link
        to="/jobs/$jobId"
        params={{ jobId: job.job_id }}
        className="flex items-center gap-4 px-4 py-3 hover:bg-hover/60 focus-visible:-outline-offset-2"
      >
        <span className="min-w-0 grow">
          <span className="block truncate font-medium">{job.filename}</span>
          <span className="block text-sm text-ink-3">
            {toolTitle(job.tool)} · {ago(job.created_at)}
          </span>
        </span>
        <StatusBadge status={job.status} />
      </Link>
    </li>
  );
}
