/** Writes mono sound as a WAV file of 16 bit, which every server and player reads. */

const HEADER_BYTES = 44;

export function wavFile(samples: Float32Array, sampleRateHz: number): Blob {
  const data = new DataView(new ArrayBuffer(HEADER_BYTES + samples.length * 2));
  const text = (at: number, letters: string) =>
    [...letters].forEach((letter, index) => {
      data.setUint8(at + index, letter.charCodeAt(0));
    });
  text(0, "RIFF");
  data.setUint32(4, data.byteLength - 8, true);
  text(8, "WAVEfmt ");
  data.setUint32(16, 16, true);
  data.setUint16(20, 1, true); // PCM
  data.setUint16(22, 1, true); // channels
  data.setUint32(24, sampleRateHz, true);
  data.setUint32(28, sampleRateHz * 2, true);
  data.setUint16(32, 2, true);
  data.setUint16(34, 16, true);
  text(36, "data");
  data.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, index) => {
    data.setInt16(HEADER_BYTES + index * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32767), true);
  });
  return new Blob([data], { type: "audio/wav" });
}
