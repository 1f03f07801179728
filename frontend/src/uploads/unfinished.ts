/** Which files were on their way when the page was left, so that the same file goes on where it stopped. */
import { locks } from "./tab-locks";

const KEY = "unfinished-uploads";

export interface Unfinished {
  uploadId: string;
  name: string;
  sizeBytes: number;
}

function read(): Record<string, Unfinished> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

/** The same for the same file, also after the page was loaded again. */
export function fingerprint(file: File): string {
  return `${file.name}/${file.size}/${file.lastModified}`;
}

export function recall(file: File): string | null {
  return read()[fingerprint(file)]?.uploadId ?? null;
}

/** Keeps in mind where a file goes; where it goes twice at the same time, the first. */
export function remember(file: File, uploadId: string): void {
  if (recall(file)) return;
  const entry: Unfinished = { uploadId, name: file.name, sizeBytes: file.size };
  localStorage.setItem(KEY, JSON.stringify({ ...read(), [fingerprint(file)]: entry }));
}

export function forget(file: File): void {
  const { [fingerprint(file)]: _, ...others } = read();
  localStorage.setItem(KEY, JSON.stringify(others));
}

function allUnfinished(): Unfinished[] {
  return Object.values(read());
}

const heldLocks = new Map<string, () => void>();

/**
 * Has this page send an upload, and no other tab of this browser, until it is released or the page is left. Returns
 * whether it may.
 */
export async function lockUpload(uploadId: string): Promise<boolean> {
  if (heldLocks.has(uploadId)) return true;
  return new Promise((resolve) => {
    void locks.request(lockOf(uploadId), { ifAvailable: true }, (lock) => {
      if (!lock) return resolve(false);
      const kept = new Promise<void>((unlockUpload) => heldLocks.set(uploadId, unlockUpload));
      resolve(true);
      return kept;
    });
  });
}

export function unlockUpload(uploadId: string): void {
  heldLocks.get(uploadId)?.();
  heldLocks.delete(uploadId);
}

/** Tells of each unfinished upload as soon as no page sends it. */
export function watchAbandoned(tell: (found: Unfinished) => void, signal: AbortSignal): void {
  for (const one of allUnfinished()) {
    const look = () => {
      if (allUnfinished().some(({ uploadId }) => uploadId === one.uploadId)) tell(one);
    };
    locks.request(lockOf(one.uploadId), { signal }, look).catch(() => undefined); // nobody asks any more
  }
}

function lockOf(uploadId: string): string {
  return `upload ${uploadId}`;
}

export function forgetUploads(gone: Unfinished[]): void {
  const left = Object.entries(read()).filter(
    ([, { uploadId }]) => !gone.some((one) => one.uploadId === uploadId),
  );
  localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(left)));
}
