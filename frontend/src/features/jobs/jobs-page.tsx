import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { ListMusic } from "lucide-react";
import { type JobFilter, jobsQuery } from "@/api/jobs";
import { ErrorState } from "@/feedback/error-state";
import { useTools } from "@/tool-display/use-tools";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { Page } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { Select } from "@/ui/select";
import { SkeletonRows } from "@/ui/skeleton";
import { JobRow } from "./job-row";

const ALL = "all";
const STATES = [
  { value: ALL, label: "All" },
  { value: "working", label: "Working" },
  { value: "done", label: "Done" },
  { value: "failed", label: "Failed" },
];

export function JobsPage() {
  const filter = useSearch({ from: "/shell/jobs" });
  const navigate = useNavigate({ from: "/jobs" });
  const jobs = useInfiniteQuery(jobsQuery(filter));
  const tools = useTools().map(({ name, title }) => ({ value: name, label: title }));
  const narrowed = filter.state !== undefined || filter.tool !== undefined;
  const rows = jobs.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <Page
      title="Jobs"
      aside={
        <div className="flex flex-wrap gap-2">
          <Select
            aria-label="Of which tool"
            className="w-44"
            value={filter.tool ?? ALL}
            choices={[{ value: ALL, label: "All tools" }, ...tools]}
            onChange={(tool) => navigate({ search: { ...filter, tool: tool === ALL ? undefined : tool } })}
          />
          <Segmented
            label="In which state"
            value={filter.state ?? ALL}
            choices={STATES}
            onChange={(state) =>
              navigate({
                search: { ...filter, state: state === ALL ? undefined : (state as JobFilter["state"]) },
              })
            }
          />
        </div>
      }
    >
      {jobs.isPending && <SkeletonRows rows={6} label="Loading your jobs" />}
      {jobs.error && !jobs.data && <ErrorState error={jobs.error} onRetry={() => jobs.refetch()} />}
      {jobs.data && rows.length === 0 && (
        <EmptyState
          icon={<ListMusic aria-hidden />}
          title={narrowed ? "None of these" : "Nothing asked for yet"}
          action={
            <Button variant="primary" asChild>
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
