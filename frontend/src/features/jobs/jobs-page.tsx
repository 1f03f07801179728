import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ListMusic } from "lucide-react";
import { type JobStatus, jobsQuery } from "@/api/jobs";
import { Button } from "@/ui/button";
import { Page } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { SkeletonRows } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { JobRow } from "./job-row";

const FILTERS = [
  { value: "all", label: "All" },
  { value: "PROCESSING", label: "Working" },
  { value: "COMPLETED", label: "Done" },
  { value: "FAILED", label: "Failed" },
];

export function JobsPage() {
  const { status } = useSearch({ from: "/shell/jobs" });
  const navigate = useNavigate();
  const jobs = useInfiniteQuery(jobsQuery(status));
  const rows = jobs.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <Page
      title="Jobs"
      aside={
        <Segmented
          label="Which jobs"
          value={status ?? "all"}
          choices={FILTERS}
          onChange={(value) =>
            navigate({ to: "/jobs", search: value === "all" ? {} : { status: value as JobStatus } })
          }
        />
      }
    >
      {jobs.isPending && <SkeletonRows rows={6} label="Loading your jobs" />}
      {jobs.error && !jobs.data && <ErrorState error={jobs.error} onRetry={() => jobs.refetch()} />}
      {jobs.data && rows.length === 0 && (
        <EmptyState
          icon={<ListMusic aria-hidden />}
          title={status ? "None of these" : "Nothing asked for yet"}
          action={
            <Button look="primary" asChild>
              <Link to="/">Choose a tool</Link>
            </Button>
          }
        >
          What you send to a tool appears here, with its progress, and stays when you close this page.
        </EmptyState>
      )}
      {rows.length > 0 && (
        <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface shadow-1">
          {rows.map((job) => (
            <JobRow key={job.job_id} job={job} />
          ))}
        </ul>
      )}
      {jobs.hasNextPage && (
        <Button className="mt-4" busy={jobs.isFetchingNextPage} onClick={() => jobs.fetchNextPage()}>
          Show older ones
        </Button>
      )}
    </Page>
  );
}
