/** Hands sounds and parameters to a tool, and returns the job that came of it. */
import { api, noticeStatus, ok, type Schemas } from "@/api/client";
import { Problem, problemOfAnswer } from "@/api/problem";

export interface Submission {
  tool: string;
  parameters: Record<string, unknown>;
  files: File[];
  references: File[];
  /** Items of the library, in place of files. */
  audioIds: string[];
  /** A public address, in place of files. */
  url?: string;
}

interface SendOptions {
  idempotencyKey: string;
  onProgress: (progress: number) => void;
  signal: AbortSignal;
}

export async function send(submission: Submission, options: SendOptions): Promise<string> {
  if (submission.url) return (await sendAddress(submission, submission.url, options)).job_id;
  if (submission.audioIds.length) return (await sendItems(submission, options)).job_id;
  const form = new FormData();
  form.append("tool", submission.tool);
  form.append("parameters", JSON.stringify(submission.parameters));
  for (const file of submission.files) form.append("file", file, file.name);
  for (const file of submission.references) form.append("reference", file, file.name);
  const receipt = await post("/upload", form, options);
  return (receipt as Schemas["JobReceipt"]).job_id;
}

async function sendAddress({ parameters }: Submission, url: string, { idempotencyKey, signal }: SendOptions) {
  return ok(
    api.POST("/master", {
      body: { ...parameters, file_url: url } as Schemas["MasterRequest"],
      params: { header: { "Idempotency-Key": idempotencyKey } },
      signal,
    }),
  );
}

async function sendItems(
  { tool, parameters, audioIds }: Submission,
  { idempotencyKey, signal }: SendOptions,
) {
  return ok(
    api.POST("/jobs", {
      body: { tool, parameters, audio_ids: audioIds, reference_ids: [] },
      params: { header: { "Idempotency-Key": idempotencyKey } },
      signal,
    }),
  );
}

/** fetch() tells nothing of how far a body is; this does. */
function post(
  path: string,
  form: FormData,
  { idempotencyKey, onProgress, signal }: SendOptions,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.responseType = "json";
    request.setRequestHeader("Idempotency-Key", idempotencyKey);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
    request.onload = () => {
      noticeStatus(request.status);
      if (request.status >= 200 && request.status < 300) resolve(request.response);
      else reject(problemOfAnswer(request.status, request.response));
    };
    request.onerror = () => reject(new TypeError("no connection"));
    request.onabort = () =>
      reject(
        new Problem({ title: "Cancelled", detail: "You cancelled this.", code: "cancelled", status: 0 }),
      );
    signal.addEventListener("abort", () => request.abort());
    request.send(form);
  });
}
