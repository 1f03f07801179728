/** Hands sounds and parameters to a tool, and returns the job that came of it; or takes a file into the library. */
import { api, noticeStatus, ok } from "@/api/client";
import { problemOfAnswer } from "@/api/problem";
import { discard, upload } from "./resumable";

export interface Submission {
  /** None where the file is to lie in the library as it is. */
  tool: string | null;
  parameters: Record<string, unknown>;
  files: File[];
  references: File[];
  /** Items of the library, and inputs of earlier jobs. */
  audioIds: string[];
  /** Public addresses. */
  urls: string[];
  /** Where in the library. */
  folderId?: string;
}

interface SendOptions {
  /** A submission that is sent again under its key is charged and worked on once. */
  idempotencyKey: string;
  /** From 0 to 1. */
  onProgress: (progress: number) => void;
  signal: AbortSignal;
}

export async function send(submission: Submission, options: SendOptions): Promise<string | null> {
  const { tool, parameters, files, references, audioIds, urls } = submission;
  const headers = { header: { "Idempotency-Key": options.idempotencyKey } };
  const { signal } = options;
  const ids = await uploadAll([...files, ...references], options);
  if (tool === null) {
    for (const [index, id] of ids.entries()) {
      await keep(id, submission.folderId, `${options.idempotencyKey}-${index}`, signal);
    }
    for (const file of files) void discard(file);
    return null;
  }
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

async function keep(
  uploadId: string,
  folderId: string | undefined,
  key: string,
  signal: AbortSignal,
): Promise<void> {
  const form = new FormData();
  form.set("upload_id", uploadId);
  if (folderId) form.set("folder_id", folderId);
  const headers = { "Idempotency-Key": key };
  const answer = await fetch("/api/audio-studio/library", { method: "POST", headers, body: form, signal });
  noticeStatus(answer.status);
  if (!answer.ok) throw problemOfAnswer(answer.status, await answer.json().catch(() => null));
}
