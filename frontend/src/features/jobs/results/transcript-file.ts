/** The transcript as the tool's JSON file tells it, and what is said at a moment. */

export interface Word {
  text: string;
  start_s: number;
  end_s: number;
}

export interface Segment {
  start_s: number;
  end_s: number;
  speaker: number | string | null;
  text: string;
  words?: Word[];
}

export interface TranscriptFile {
  language: string;
  segments: Segment[];
}

/** The last of a row that has begun by then; -1 before the first. */
export function indexAt(row: { start_s: number }[], timeS: number): number {
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((row[middle]?.start_s ?? 0) <= timeS) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
