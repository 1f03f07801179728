/** Where time runs in a picture of several rows, as its tool tells: for a line that follows the sound. */

export interface TimeLine {
  /** Shares of the picture's height. */
  top: number;
  bottom: number;
  /** Seconds, and how far right that is as a share of the width; between two of them time runs evenly. */
  moments: [timeS: number, x: number][];
}

export interface Place {
  top: number;
  bottom: number;
  x: number;
}

export function readTimeLines(details: Record<string, unknown>): TimeLine[] {
  return Array.isArray(details.time_lines) ? (details.time_lines as TimeLine[]) : [];
}

/** Where a moment is; null before the first row and behind the last. */
export function placeOf(lines: TimeLine[], timeS: number): Place | null {
  for (const { top, bottom, moments } of lines) {
    const next = moments.findIndex(([atS]) => atS > timeS);
    const from = moments[next - 1];
    const to = moments[next];
    if (from && to) {
      const share = (timeS - from[0]) / (to[0] - from[0]);
      return { top, bottom, x: from[1] + share * (to[1] - from[1]) };
    }
  }
  return null;
}
