import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { cancelJob, isUnderWay, type Job, jobQuery } from "@/api/jobs";
import { problemOf } from "@/api/problem";
import { ErrorState } from "@/feedback/error-state";
import { StatusBadge } from "@/feedback/status-badge";
import { useToolTitle } from "@/tool-display/use-tools";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { credits } from "@/ui/credits";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { Progress } from "@/ui/progress";
import { ago } from "@/ui/relative-time";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { JobInputs } from "./job-inputs";
import { Results } from "./results/results";
import { ChangeAndRunAgain, RunAgain } from "./run-again";

export function JobPage() {
  const { jobId } = useParams({ from: "/shell/jobs/$jobId" });
  const { data: job, error, refetch } = useQuery(jobQuery(jobId));
  const toolTitle = useToolTitle();
  if (!job) {
    return (
      <Page title="Job">
        {error ? (
          <ErrorState error={error} onRetry={() => refetch()} />
        ) : (
          <Skeleton className="h-80 w-full" />
        )}
      </Page>
    );
  }
  const didNotWork = job.status === "FAILED" || job.status === "CANCELLED";
  return (
    <Page
      title={job.filename}
      subtitle={
        <span className="flex flex-wrap items-center gap-2">
          {toolTitle(job.tool)} · {ago(job.created_at)} · {credits(job.cost)}
          <StatusBadge status={job.status} />
        </span>
      }
      aside={
        job.status === "COMPLETED" && (
          <>
            <ChangeAndRunAgain job={job} />
            <Button asChild>
              <a href={`/download/${job.job_id}`} download>
                <Download aria-hidden className="size-4" /> Download all
              </a>
            </Button>
          </>
        )
      }
    >
      {isUnderWay(job.status) && <UnderWay job={job} />}
      {job.status === "FAILED" && (
        <Notice tone="bad" title="This did not work. Your credits came back.">
          {job.error?.detail ?? "Nobody knows why; try again."}
        </Notice>
      )}
      {job.status === "CANCELLED" && <Notice tone="info">This job was cancelled.</Notice>}
      {didNotWork && (
        <>
          <div className="mt-4 flex flex-wrap items-center gap-3">
            <RunAgain job={job} />
            <ChangeAndRunAgain job={job} />
          </div>
          <JobInputs inputs={job.inputs} />
        </>
      )}
      {job.status === "COMPLETED" && <Results job={job} />}
    </Page>
  );
}

function UnderWay({ job }: { job: Job }) {
  const client = useQueryClient();
  const cancelling = useMutation({
    mutationFn: () => cancelJob(job.job_id),
    onSuccess: (changed) => {
      client.setQueryData(jobQuery(job.job_id).queryKey, changed);
      void client.invalidateQueries({ queryKey: ["credits"] });
    },
    onError: (error) => toast(problemOf(error).detail),
  });
  const waiting = job.status === "PENDING";
  return (
    <Card className="flex flex-col gap-4" aria-label="Progress">
      <div className="flex items-baseline justify-between gap-4" aria-live="polite">
        <p className="text-lg font-medium first-letter:uppercase">
          {job.cancel_requested ? "Stopping" : waiting ? "Waiting for its turn" : job.message || "Working"}
        </p>
        {!waiting && <p className="numeric text-lg text-ink-2">{Math.round(job.progress * 100)} %</p>}
      </div>
      <Progress label={`Progress of ${job.filename}`} value={waiting ? null : job.progress} />
      <div className="flex items-center justify-between gap-4">
        <p className="text-ink-3">You may leave this page: the work goes on, and this place keeps it.</p>
        <Button
          busy={cancelling.isPending}
          disabled={job.cancel_requested}
          onClick={() => cancelling.mutate()}
        >
          Cancel
        </Button>
      </div>
    </Card>
  );
}
