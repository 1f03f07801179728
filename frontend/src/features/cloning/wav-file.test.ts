import { expect, test } from "vitest";
import { wavFile } from "./wav-file";

test("a WAV file says what it holds, and holds it", async () => {
  const data = new DataView(await wavFile(new Float32Array([0, 0.5, -1, 2]), 48_000).arrayBuffer());
  const word = (at: number) => String.fromCharCode(...[0, 1, 2, 3].map((byte) => data.getUint8(at + byte)));
  expect([word(0), word(8), word(12), word(36)]).toEqual(["RIFF", "WAVE", "fmt ", "data"]);
  expect(data.getUint32(4, true)).toBe(data.byteLength - 8);
  expect(data.getUint32(24, true)).toBe(48_000);
  expect(data.getUint32(40, true)).toBe(8);
  expect([0, 1, 2, 3].map((index) => data.getInt16(44 + index * 2, true))).toEqual([0, 16384, -32767, 32767]);
});
