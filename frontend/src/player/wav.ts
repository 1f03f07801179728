/** Reads the head of a WAV file, and its samples: what browsers decode only as a whole, this takes by pieces. */

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

export interface WavLayout {
  sampleRateHz: number;
  channels: number;
  /** 16, 24 or 32; 32 is floating point. */
  bits: number;
  dataStart: number;
  frames: number;
}

/** Returns how the file is laid out; null where it is none, or of a kind that is not read here. */
export function readWavLayout(head: ArrayBuffer): WavLayout | null {
  const view = new DataView(head);
  if (head.byteLength < 44 || tag(view, 0) !== "RIFF" || tag(view, 8) !== "WAVE") return null;
  let format: { code: number; channels: number; sampleRateHz: number; bits: number } | null = null;
  for (let at = 12; at + 8 <= head.byteLength; ) {
    const size = view.getUint32(at + 4, true);
    if (tag(view, at) === "fmt " && at + 24 <= head.byteLength) {
      const named = view.getUint16(at + 8, true);
      format = {
        // The extensible head names the true format in its first two bytes behind.
        code: named === EXTENSIBLE && at + 34 <= head.byteLength ? view.getUint16(at + 32, true) : named,
        channels: view.getUint16(at + 10, true),
        sampleRateHz: view.getUint32(at + 12, true),
        bits: view.getUint16(at + 22, true),
      };
    }
    if (tag(view, at) === "data" && format) {
      const { code, channels, sampleRateHz, bits } = format;
      const isRead = (code === PCM && (bits === 16 || bits === 24)) || (code === FLOAT && bits === 32);
      if (!isRead) return null;
      return {
        channels,
        sampleRateHz,
        bits,
        dataStart: at + 8,
        frames: Math.floor(size / (channels * (bits / 8))),
      };
    }
    at += 8 + size + (size % 2);
  }
  return null;
}

/** Returns the samples of each channel, in [-1, 1], of frames as they lie in the file. */
export function readSamples(data: ArrayBuffer, { channels, bits }: WavLayout): Float32Array<ArrayBuffer>[] {
  const bytes = bits / 8;
  const frames = Math.floor(data.byteLength / (channels * bytes));
  const view = new DataView(data);
  const read = {
    16: (at: number) => view.getInt16(at, true) / 2 ** 15,
    24: (at: number) => ((view.getInt16(at + 1, true) << 8) | view.getUint8(at)) / 2 ** 23,
    32: (at: number) => view.getFloat32(at, true),
  }[bits];
  if (!read) throw new Error(`WAV of ${bits} bit is not read here.`);
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(frames);
    for (let frame = 0; frame < frames; frame++) samples[frame] = read((frame * channels + channel) * bytes);
    return samples;
  });
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  );
}
