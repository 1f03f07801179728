/** Hands sounds and parameters to a tool, and returns the job that came of it. */
import { api, ok } from "@/api/client";
import { discard, upload } from "./resumable";

export interface Submission {
  tool: string;
  parameters: Record<string, unknown>;
  files: File[];
  references: File[];
  /** Items of the library, and inputs of earlier jobs. */
  audioIds: string[];
  /** Public addresses. */
  urls: string[];
}

interface SendOptions {
  /** A submission that is sent again under its key is charged and worked on once. */
  idempotencyKey: string;
  /** From 0 to 1. */
  onProgress: (progress: number) => void;
  signal: AbortSignal;
}

export async function send(submission: Submission, options: SendOptions): Promise<string> {
  const { tool, parameters, files, references, audioIds, urls } = submission;
  const headers = { header: { "Idempotency-Key": options.idempotencyKey } };
  const { signal } = options;
  const ids = await uploadAll([...files, ...references], options);
  const body = {
    tool,
    parameters,
    audio_ids: [...audioIds, ...ids.slice(0, files.length)],
    audio_urls: urls,
    reference_ids: ids.slice(files.length),
  };
  const job = await ok(api.POST("/jobs", { body, params: headers, signal }));
  for (const file of [...files, ...references]) void discard(file);
  return job.job_id;
}

/** One after the other: the connection is the same for all. */
async function uploadAll(files: File[], { onProgress, signal }: SendOptions): Promise<string[]> {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const ids: string[] = [];
  let done = 0;
  for (const file of files) {
    ids.push(
      await upload(file, { onProgress: (sent) => onProgress(total ? (done + sent) / total : 0), signal }),
    );
    done += file.size;
  }
  return ids;
}
