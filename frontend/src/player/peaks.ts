/** Waveforms as the server makes them: audiowaveform data, version 2, 8 bit, one channel. */

const HEADER_BYTES = 24;
export const FULL_SCALE = 127;

export interface Peaks {
  durationS: number;
  /** Pairs of least and greatest sample, one after the other. */
  extremes: Int8Array;
}

export function readPeaks(data: ArrayBuffer): Peaks {
  const header = new DataView(data, 0, HEADER_BYTES);
  const version = header.getInt32(0, true);
  const isEightBit = (header.getUint32(4, true) & 1) === 1;
  if (version !== 2 || !isEightBit) throw new Error("These are peaks of another kind.");
  const sampleRateHz = header.getInt32(8, true);
  const samplesPerPeak = header.getInt32(12, true);
  const pairs = header.getUint32(16, true);
  return {
    durationS: (pairs * samplesPerPeak) / sampleRateHz,
    extremes: new Int8Array(data, HEADER_BYTES, pairs * 2),
  };
}

/** Makes peaks of a sound that was decoded here, before the server has it. */
export function peaksOfSamples(channels: Float32Array[], sampleRateHz: number, pairs: number): Peaks {
  const frames = channels[0]?.length ?? 0;
  const extremes = new Int8Array(pairs * 2);
  for (let pair = 0; pair < pairs; pair++) {
    const from = Math.floor((pair * frames) / pairs);
    const to = Math.max(from + 1, Math.floor(((pair + 1) * frames) / pairs));
    let least = 0;
    let greatest = 0;
    for (const samples of channels) {
      for (let index = from; index < to; index++) {
        const sample = samples[index] ?? 0;
        if (sample < least) least = sample;
        if (sample > greatest) greatest = sample;
      }
    }
    extremes[pair * 2] = Math.max(-1, least) * FULL_SCALE;
    extremes[pair * 2 + 1] = Math.min(1, greatest) * FULL_SCALE;
  }
  return { durationS: frames / sampleRateHz, extremes };
}
