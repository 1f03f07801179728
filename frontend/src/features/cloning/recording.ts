/** A recording on this page, before the server has it. */
import { newKey } from "@/api/new-key";
import type { Peaks } from "@/player/peaks";
import { peaksOfFile } from "@/player/sample";

export interface Recording {
  id: string;
  file: File;
  /** Where it can be played from; to be released with `releaseRecordings`. */
  url: string;
  peaks: Peaks;
}

/** Reads files as recordings; those that are no sound are named. */
export async function readRecordings(files: File[]): Promise<{ recordings: Recording[]; refused: string[] }> {
  const recordings: Recording[] = [];
  const refused: string[] = [];
  for (const file of files) {
    try {
      const peaks = await peaksOfFile(file);
      recordings.push({ id: newKey(), file, url: URL.createObjectURL(file), peaks });
    } catch {
      refused.push(file.name);
    }
  }
  return { recordings, refused };
}

export function releaseRecordings(recordings: Recording[]): void {
  for (const { url } of recordings) URL.revokeObjectURL(url);
}
