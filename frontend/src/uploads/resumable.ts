/**
 * Sends a file by the tus protocol (https://tus.io), version 1.0: what has arrived stays, so that a lost connection, a
 * restarted server or a reloaded page costs nothing but the time it lasted.
 */
import { noticeStatus } from "@/api/client";
import { Problem, problemOf, problemOfAnswer } from "@/api/problem";
import { forget, lockUpload, recall, remember, unlockUpload } from "./unfinished";

const TUS = { "Tus-Resumable": "1.0.0" };
/** Proxies often refuse longer bodies. */
const PIECE_BYTES = 32 * 2 ** 20;
const WAITS_MS = [500, 1000, 2000, 4000, 8000, 8000, 8000];
const OFFSET_WRONG = 409;
const LOCKED = 423;
const SERVER_ERROR = 500;

/** Where the files of this page go. */
const ids = new WeakMap<File, string>();

interface UploadOptions {
  onProgress: (sentBytes: number) => void;
  signal: AbortSignal;
}

/** Returns the upload's id once the file has arrived as a whole. */
export async function upload(file: File, options: UploadOptions): Promise<string> {
  let { id, offset } = (await goOn(file)) ?? (await begin(file));
  ids.set(file, id);
  let failures = 0;
  while (offset < file.size) {
    options.onProgress(offset);
    try {
      offset = await sendPiece(id, file, offset, options);
      failures = 0;
    } catch (error) {
      options.signal.throwIfAborted();
      const problem = problemOf(error);
      const wait = WAITS_MS[failures];
      // A server that stops cuts off what is under way, and comes back.
      const mayPass =
        problem.isOffline ||
        [OFFSET_WRONG, LOCKED].includes(problem.status) ||
        problem.status >= SERVER_ERROR;
      if (!mayPass || wait === undefined) throw problem;
      failures += 1;
      await new Promise((resolve) => setTimeout(resolve, wait));
      offset = (await askOffset(id).catch(() => null)) ?? offset;
    }
  }
  options.onProgress(file.size);
  return id;
}

/** Deletes an upload that nobody needs any more: a job has its own copy, or it was cancelled. */
export async function discard(file: File): Promise<void> {
  const id = ids.get(file);
  if (!id) return;
  if (recall(file) === id) forget(file);
  unlockUpload(id);
  await fetch(`/uploads/${id}`, { method: "DELETE", headers: TUS }).catch(() => undefined);
}

async function begin(file: File): Promise<{ id: string; offset: number }> {
  const name = btoa(String.fromCharCode(...new TextEncoder().encode(file.name)));
  const answer = await fetch("/uploads", {
    method: "POST",
    headers: { ...TUS, "Upload-Length": String(file.size), "Upload-Metadata": `filename ${name}` },
  });
  noticeStatus(answer.status);
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw problemOfAnswer(answer.status, body);
  remember(file, body.upload_id);
  await lockUpload(body.upload_id);
  return { id: body.upload_id, offset: 0 };
}

/** Where the same file stopped before, if the server still has what came. */
async function goOn(file: File): Promise<{ id: string; offset: number } | null> {
  const id = ids.get(file) ?? recall(file);
  if (!id || !(await lockUpload(id))) return null;
  const offset = await askOffset(id);
  if (offset !== null) return { id, offset };
  if (recall(file) === id) forget(file);
  unlockUpload(id);
  return null;
}

async function askOffset(id: string): Promise<number | null> {
  const answer = await fetch(`/uploads/${id}`, { method: "HEAD", headers: TUS, cache: "no-store" });
  noticeStatus(answer.status);
  if (answer.status === 404 || answer.status === 410) return null;
  if (!answer.ok) throw problemOfAnswer(answer.status, null);
  return Number(answer.headers.get("Upload-Offset"));
}

/** Sends the next piece and returns where the upload stands then. fetch() would not tell how far it is. */
function sendPiece(
  id: string,
  file: File,
  offset: number,
  { onProgress, signal }: UploadOptions,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    request.open("PATCH", `/uploads/${id}`);
    request.responseType = "json";
    request.setRequestHeader("Tus-Resumable", TUS["Tus-Resumable"]);
    request.setRequestHeader("Upload-Offset", String(offset));
    request.setRequestHeader("Content-Type", "application/offset+octet-stream");
    request.upload.onprogress = ({ loaded }) => onProgress(offset + loaded);
    request.onload = () => {
      noticeStatus(request.status);
      if (request.status === 204) resolve(Number(request.getResponseHeader("Upload-Offset")));
      else reject(problemOfAnswer(request.status, request.response));
    };
    request.onerror = () => reject(new TypeError("the connection was lost"));
    request.onabort = () =>
      reject(
        new Problem({ title: "Cancelled", detail: "You cancelled this.", code: "cancelled", status: 0 }),
      );
    request.onloadend = () => signal.removeEventListener("abort", stop);
    signal.addEventListener("abort", stop);
    request.send(file.slice(offset, offset + PIECE_BYTES));
  });
}
