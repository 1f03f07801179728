import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, ok, type Schemas } from "./client";
import { POLL_MS, useConnection } from "./connection";

export type Job = Schemas["JobView"];
export type JobStatus = Schemas["JobStatus"];

export const JOB_STATUSES = ["PENDING", "PROCESSING", "COMPLETED", "FAILED", "CANCELLED"] as const;

const PAGE_SIZE = 30;

export function isUnderWay(status: JobStatus): boolean {
  return status === "PENDING" || status === "PROCESSING";
}

/** While the live line is down and something is under way, it is asked for again and again. */
function pollEvery(jobs: Job[]): number | false {
  return !useConnection.getState().live && jobs.some(({ status }) => isUnderWay(status)) ? POLL_MS : false;
}

export function jobQuery(jobId: string) {
  return queryOptions({
    queryKey: ["jobs", "one", jobId],
    queryFn: () => ok(api.GET("/status/{job_id}", { params: { path: { job_id: jobId } } })),
    refetchInterval: ({ state }) => pollEvery(state.data ? [state.data] : []),
  });
}

export function jobsQuery(status?: JobStatus) {
  return infiniteQueryOptions({
    queryKey: ["jobs", "list", status ?? "all"],
    queryFn: ({ pageParam }) =>
      ok(
        api.GET("/jobs", {
          params: { query: { status: status && [status], limit: PAGE_SIZE, cursor: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: ({ state }) => pollEvery(state.data?.pages.flatMap((page) => page.items) ?? []),
  });
}

export async function cancelJob(jobId: string): Promise<Job> {
  return ok(api.POST("/job/{job_id}/cancel", { params: { path: { job_id: jobId } } }));
}

export async function deleteJob(jobId: string): Promise<void> {
  await ok(api.DELETE("/job/{job_id}", { params: { path: { job_id: jobId } } }));
}
