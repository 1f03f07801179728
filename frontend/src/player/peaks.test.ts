import { expect, test } from "vitest";
import { peaksOfSamples, readPeaks } from "./peaks";

/** A file as the format's description lays it out, written by hand. */
function file(pairs: [number, number][], sampleRateHz = 44100, samplesPerPeak = 441): ArrayBuffer {
  const data = new DataView(new ArrayBuffer(24 + pairs.length * 2));
  for (const [at, value] of [2, 1, sampleRateHz, samplesPerPeak, pairs.length, 1].entries()) {
    data.setInt32(at * 4, value, true);
  }
  for (const [at, [least, greatest]] of pairs.entries()) {
    data.setInt8(24 + at * 2, least);
    data.setInt8(25 + at * 2, greatest);
  }
  return data.buffer as ArrayBuffer;
}

test("a file says how long the sound is and how far it reaches", () => {
  const peaks = readPeaks(
    file([
      [-127, 10],
      [-5, 64],
      [0, 0],
    ]),
  );
  expect(peaks.durationS).toBeCloseTo(0.03);
  expect([...peaks.extremes]).toEqual([-127, 10, -5, 64, 0, 0]);
});

test("a file of another version is refused", () => {
  const data = file([[0, 0]]);
  new DataView(data).setInt32(0, 1, true);
  expect(() => readPeaks(data)).toThrow();
});

test("peaks of samples hold the extremes of all channels", () => {
  const left = Float32Array.from([0, 0.5, 0, 0]);
  const right = Float32Array.from([0, 0, -1, 0.25]);
  const peaks = peaksOfSamples([left, right], 4, 2);
  expect(peaks.durationS).toBe(1);
  expect([...peaks.extremes]).toEqual([0, 63, -127, 31]);
});
