/** Which files were on their way when the page was left, so that the same file goes on where it stopped. */

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

export function remember(file: File, uploadId: string): void {
  const entry: Unfinished = { uploadId, name: file.name, sizeBytes: file.size };
  localStorage.setItem(KEY, JSON.stringify({ ...read(), [fingerprint(file)]: entry }));
}

export function forget(file: File): void {
  const { [fingerprint(file)]: _, ...others } = read();
  localStorage.setItem(KEY, JSON.stringify(others));
}

export function allUnfinished(): Unfinished[] {
  return Object.values(read());
}

export function forgetAll(): void {
  localStorage.removeItem(KEY);
}
