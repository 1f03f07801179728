/** Loudness as reports tell it, and what makes two sounds equally loud. */

export interface Loudness {
  lufs: number;
  truePeakDbtp: number;
}

export function loudnessOf(figures: unknown): Loudness | null {
  if (typeof figures !== "object" || figures === null) return null;
  const { integrated_lufs: lufs, true_peak_dbtp: truePeakDbtp } = figures as Record<string, unknown>;
  return typeof lufs === "number" && typeof truePeakDbtp === "number" ? { lufs, truePeakDbtp } : null;
}

/** Gains (1 as it is) that bring both to the softer one's loudness: turning down never clips. */
export function levelMatch(
  original: Loudness | null,
  made: Loudness | null,
): { original: number; made: number } | null {
  if (!original || !made) return null;
  const lufs = Math.min(original.lufs, made.lufs);
  return { original: gain(lufs - original.lufs), made: gain(lufs - made.lufs) };
}

function gain(db: number): number {
  return 10 ** (db / 20);
}
