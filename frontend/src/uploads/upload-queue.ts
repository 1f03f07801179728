/**
 * Files on their way to a tool or into the library. It lives beside the pages, so that uploads go on while one looks elsewhere. Each entry
 * becomes one job, or one item of the library; a retried one is charged once, since it keeps its idempotency key.
 */

import { create } from "zustand";
import { newKey } from "@/api/new-key";
import { type Problem, problemOf } from "@/api/problem";
import { balanceQuery, queryClient } from "@/api/queries";
import { discard } from "./resumable";
import { type Submission, send } from "./send";

const AT_ONCE = 2;

export interface Upload {
  id: string;
  submission: Submission;
  /** What the person knows it by. */
  title: string;
  sizeBytes: number;
  state: "waiting" | "uploading" | "accepted" | "failed" | "cancelled";
  /** From 0 to 1. */
  progress: number;
  problem: Problem | null;
  jobId: string | null;
}

interface Queue {
  uploads: Upload[];
}

export const useUploads = create<Queue>(() => ({ uploads: [] }));

const cancels = new Map<string, AbortController>();

export function enqueue(wanted: { title: string; submission: Submission }[]): void {
  const added = wanted.map(
    ({ title, submission }): Upload => ({
      id: newKey(),
      submission,
      title,
      sizeBytes: submission.files.reduce((sum, file) => sum + file.size, 0),
      state: "waiting",
      progress: 0,
      problem: null,
      jobId: null,
    }),
  );
  useUploads.setState(({ uploads }) => ({ uploads: [...uploads, ...added] }));
  advance();
}

export function cancel(id: string): void {
  change(id, { state: "cancelled" });
  cancels.get(id)?.abort();
  discardFiles(id);
}

export function retry(id: string): void {
  change(id, { state: "waiting", problem: null });
  advance();
}

/** Takes an entry out of sight; its job, if there is one, goes on. */
export function dismiss(id: string): void {
  cancels.get(id)?.abort();
  discardFiles(id);
  useUploads.setState(({ uploads }) => ({ uploads: uploads.filter((upload) => upload.id !== id) }));
}

/** What was stopped by a lost connection or an ended session goes on. */
export function resumeAll(): void {
  for (const { id, state, problem } of useUploads.getState().uploads) {
    if (state === "failed" && (problem?.isOffline || problem?.status === 401))
      change(id, { state: "waiting", problem: null });
  }
  advance();
}

function discardFiles(id: string): void {
  const found = useUploads.getState().uploads.find((upload) => upload.id === id);
  if (found?.state !== "accepted") for (const file of found?.submission.files ?? []) void discard(file);
}

/** Leaving in the middle of an upload is asked about; what has arrived stays either way. */
addEventListener("beforeunload", (event) => {
  if (useUploads.getState().uploads.some(({ state }) => state === "uploading")) event.preventDefault();
});

function advance(): void {
  const { uploads } = useUploads.getState();
  const free = AT_ONCE - uploads.filter(({ state }) => state === "uploading").length;
  for (const upload of uploads.filter(({ state }) => state === "waiting").slice(0, Math.max(0, free)))
    void run(upload);
}

async function run(upload: Upload): Promise<void> {
  const controller = new AbortController();
  cancels.set(upload.id, controller);
  change(upload.id, { state: "uploading" });
  try {
    const jobId = await send(upload.submission, {
      idempotencyKey: upload.id,
      onProgress: (progress) => change(upload.id, { progress }),
      signal: controller.signal,
    });
    change(upload.id, { state: "accepted", progress: 1, jobId });
    void queryClient.invalidateQueries({ queryKey: [jobId ? "jobs" : "library"] });
    void queryClient.invalidateQueries({ queryKey: balanceQuery.queryKey });
  } catch (error) {
    if (!controller.signal.aborted) change(upload.id, { state: "failed", problem: problemOf(error) });
  } finally {
    cancels.delete(upload.id);
    advance();
  }
}

function change(id: string, changes: Partial<Upload>): void {
  useUploads.setState(({ uploads }) => ({
    uploads: uploads.map((upload) => (upload.id === id ? { ...upload, ...changes } : upload)),
  }));
}
