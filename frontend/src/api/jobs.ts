import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, ok, type Schemas } from "./client";
import { POLL_MS, useConnection } from "./connection";

export type Job = Schemas["JobView"];
export type JobStatus = Schemas["JobStatus"];

/** What lists of jobs can be narrowed to. */
export const JOB_STATES = {
  working: ["PENDING", "PROCESSING"],
  done: ["COMPLETED"],
  failed: ["FAILED", "CANCELLED"],
} as const satisfies Record<string, JobStatus[]>;

export interface JobFilter {
  state?: keyof typeof JOB_STATES;
  /** The server's name of a tool. */
  tool?: string;
}

const PAGE_SIZE = 30;
const TAKES_SHOWN = 10;

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

export function jobsQuery({ state, tool }: JobFilter = {}) {
  return infiniteQueryOptions({
    queryKey: ["jobs", "list", { state, tool }],
    queryFn: ({ pageParam }) =>
      ok(
        api.GET("/jobs", {
          params: {
            query: {
              status: state && [...JOB_STATES[state]],
              tool: tool ? [tool] : undefined,
              limit: PAGE_SIZE,
              cursor: pageParam,
            },
          },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: ({ state }) => pollEvery(state.data?.pages.flatMap((page) => page.items) ?? []),
  });
}

/** What some tools made last. Its key makes the live line keep it up to date. */
export function takesQuery(tools: string[]) {
  return infiniteQueryOptions({
    queryKey: ["jobs", "list", { tools }],
    queryFn: ({ pageParam }) =>
      ok(api.GET("/jobs", { params: { query: { tool: tools, limit: TAKES_SHOWN, cursor: pageParam } } })),
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
