/**
 * Hears how one sentence will sound. It is a job like any other, because only jobs heed every setting; what it made is
 * taken here and its job deleted, so that trials do not fill the library.
 */
import { assetUrl } from "@/api/assets";
import { api, ok } from "@/api/client";
import { deleteJob, isUnderWay, type Job } from "@/api/jobs";
import { Problem } from "@/api/problem";
import { play } from "@/player/player";
import { fetchSample } from "@/player/sample";
import type { SpeechJob } from "./speech-job";

const LOOK_EVERY_MS = 400;

export async function playPreview(asked: SpeechJob, signal: AbortSignal): Promise<void> {
  const { job_id } = await ok(
    api.POST("/jobs", {
      body: { ...asked, audio_ids: [], audio_urls: [], reference_ids: [] },
    }),
  );
  try {
    const job = await ended(job_id, signal);
    const speech = job.outputs.find(({ role }) => role === "speech");
    if (!speech) {
      const detail = job.error?.detail ?? "The preview was cancelled.";
      throw new Problem({ title: "No preview", detail, code: job.error?.code ?? "cancelled", status: 0 });
    }
    const { url, peaks } = await fetchSample(assetUrl(speech.asset_id));
    play({
      id: job_id,
      title: "First sentence",
      subtitle: "Preview",
      durationS: peaks.durationS,
      url,
      peaks,
    });
  } finally {
    await deleteJob(job_id).catch(() => undefined);
  }
}

async function ended(jobId: string, signal: AbortSignal): Promise<Job> {
  for (;;) {
    const job = await ok(api.GET("/status/{job_id}", { params: { path: { job_id: jobId } } }));
    if (!isUnderWay(job.status)) return job;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    if (signal.aborted) {
      await ok(api.POST("/job/{job_id}/cancel", { params: { path: { job_id: jobId } } }));
      signal.throwIfAborted();
    }
  }
}
