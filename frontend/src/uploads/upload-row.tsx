import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { RotateCw, X } from "lucide-react";
import { isUnderWay, jobQuery } from "@/api/jobs";
import { StatusBadge } from "@/feedback/status-badge";
import { IconButton } from "@/ui/button";
import { Progress } from "@/ui/progress";
import { fileSize } from "./file-size";
import { cancel, dismiss, retry, type Upload } from "./upload-queue";

/** One file on its way: first to the server, then through the tool. */
export function UploadRow({ upload }: { upload: Upload }) {
  const { id, title, state, progress, problem, jobId } = upload;
  return (
    <li className="flex items-center gap-3 px-4 py-3">
      <div className="min-w-0 grow">
        <p className="truncate font-medium">{title}</p>
        {jobId ? <JobLine jobId={jobId} title={title} /> : <TransferLine upload={upload} />}
        {state === "uploading" && <Progress label={`Upload of ${title}`} value={progress} className="mt-2" />}
        {problem && (
          <p role="alert" className="text-sm text-bad">
            {problem.detail}
          </p>
        )}
      </div>
      {(state === "failed" || state === "cancelled") && (
        <IconButton label={`Try ${title} again`} size="sm" onClick={() => retry(id)}>
          <RotateCw aria-hidden className="size-4" />
        </IconButton>
      )}
      {state === "uploading" || state === "waiting" ? (
        <IconButton label={`Cancel ${title}`} size="sm" onClick={() => cancel(id)}>
          <X aria-hidden className="size-4" />
        </IconButton>
      ) : (
        <IconButton label={`Take ${title} off this list`} size="sm" onClick={() => dismiss(id)}>
          <X aria-hidden className="size-4" />
        </IconButton>
      )}
    </li>
  );
}

function TransferLine({ upload: { state, progress, sizeBytes } }: { upload: Upload }) {
  const words = {
    waiting: "Waiting for its turn",
    uploading: progress < 1 ? `${Math.round(progress * 100)} % of ${fileSize(sizeBytes)}` : "Being looked at",
    cancelled: "Cancelled",
    failed: "Not sent",
    accepted: "",
  };
  return <p className="numeric text-sm text-ink-3">{words[state]}</p>;
}

function JobLine({ jobId, title }: { jobId: string; title: string }) {
  const { data: job } = useQuery(jobQuery(jobId));
  if (!job) return <p className="text-sm text-ink-3">Accepted</p>;
  return (
    <>
      <div className="mt-1 flex items-center gap-2 text-sm text-ink-3">
        <StatusBadge status={job.status} />
        <span className="truncate">{isUnderWay(job.status) ? job.message : job.error?.detail}</span>
        <Link
          to="/jobs/$jobId"
          params={{ jobId }}
          className="ml-auto rounded-sm font-medium whitespace-nowrap text-accent-ink hover:underline"
        >
          {job.status === "COMPLETED" ? "Listen" : isUnderWay(job.status) ? "Watch" : "Look"}
        </Link>
      </div>
      {isUnderWay(job.status) && (
        <Progress label={`Progress of ${title}`} value={job.progress} className="mt-2" />
      )}
    </>
  );
}
