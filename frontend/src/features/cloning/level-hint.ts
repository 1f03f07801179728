/** What to do better while one records. The server judges; this only spares people a second try. */

/** What was heard so far, one entry for each look at the microphone. */
export interface LevelHistory {
  /** RMS of each look, in dBFS. */
  levelsDb: number[];
  /** Greatest sample of each look, 0 to 1. */
  peaks: number[];
  /** Looks a second. */
  readingsPerS: number;
}

export interface Hint {
  tone: "good" | "warn" | "info";
  text: string;
}

const LOUD_PEAK = 0.985;
const LOUD_FOR_S = 1.5;
const NOTHING_BELOW_DB = -55;
const SOFT_BELOW_DB = -38;
const NOISY_WITHIN_DB = 18;
const FIRST_WORDS_S = 2;
const JUDGE_NOISE_AFTER_S = 4;
/** Beyond this a voice is known no better. */
export const ENOUGH_S = 15;

export function levelHintOf({ levelsDb, peaks, readingsPerS }: LevelHistory): Hint {
  const secondsS = levelsDb.length / readingsPerS;
  if (peaks.slice(-LOUD_FOR_S * readingsPerS).some((peak) => peak >= LOUD_PEAK)) {
    return { tone: "warn", text: "Too loud: move back, or turn the microphone down." };
  }
  if (secondsS < FIRST_WORDS_S)
    return { tone: "info", text: "Read the text aloud, as you would to a friend." };
  const voiceDb = percentile(levelsDb, 0.9);
  if (voiceDb < NOTHING_BELOW_DB)
    return { tone: "warn", text: "Nothing is heard. Is this the right microphone?" };
  if (voiceDb < SOFT_BELOW_DB) return { tone: "warn", text: "Too soft: come nearer to the microphone." };
  if (secondsS > JUDGE_NOISE_AFTER_S && voiceDb - percentile(levelsDb, 0.1) < NOISY_WITHIN_DB) {
    return { tone: "warn", text: "It is noisy here, or there are no pauses: look for a quieter room." };
  }
  if (secondsS < ENOUGH_S) return { tone: "good", text: "That sounds good. Go on." };
  return { tone: "good", text: "That is enough. Finish your sentence, then stop." };
}

function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NEGATIVE_INFINITY;
}
