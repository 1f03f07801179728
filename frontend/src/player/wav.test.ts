import { expect, test } from "vitest";
import { readSamples, readWavLayout } from "./wav";

/** A file as the RIFF specification lays it out, with a chunk in front that is to be passed over. */
function wav({ code = 1, channels = 2, bits = 16, dataBytes = 8 } = {}): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(12 + 10 + 24 + 8 + dataBytes));
  const write = (at: number, text: string) => {
    for (const [index, letter] of [...text].entries()) view.setUint8(at + index, letter.charCodeAt(0));
  };
  write(0, "RIFF");
  write(8, "WAVE");
  write(12, "junk");
  view.setUint32(16, 1, true); // one byte, and one that fills it up
  write(22, "fmt ");
  view.setUint32(26, 16, true);
  view.setUint16(30, code, true);
  view.setUint16(32, channels, true);
  view.setUint32(34, 44100, true);
  view.setUint16(44, bits, true);
  write(46, "data");
  view.setUint32(50, dataBytes, true);
  return view.buffer as ArrayBuffer;
}

test("the layout is found behind other chunks", () => {
  expect(readWavLayout(wav())).toEqual({
    sampleRateHz: 44100,
    channels: 2,
    bits: 16,
    dataStart: 54,
    frames: 2,
  });
  expect(readWavLayout(wav({ bits: 24, dataBytes: 12 }))?.frames).toBe(2);
});

test("what is no WAV, or of a kind that is not read, is left to the browser", () => {
  expect(readWavLayout(new ArrayBuffer(100))).toBeNull();
  expect(readWavLayout(wav({ bits: 8 }))).toBeNull();
  expect(readWavLayout(wav({ code: 6 }))).toBeNull();
});

test("samples of 16 and 24 bit are shares of full scale, channel by channel", () => {
  const layout = { sampleRateHz: 44100, channels: 2, dataStart: 0, frames: 1 };
  const sixteen = Uint8Array.from([0x00, 0x80, 0x00, 0x40]).buffer;
  expect(readSamples(sixteen, { ...layout, bits: 16 }).map((channel) => [...channel])).toEqual([[-1], [0.5]]);
  const twentyFour = Uint8Array.from([0x00, 0x00, 0x80, 0xff, 0xff, 0x7f]).buffer;
  const [left, right] = readSamples(twentyFour, { ...layout, bits: 24 });
  expect(left?.[0]).toBe(-1);
  expect(right?.[0]).toBeCloseTo(1 - 2 ** -23, 7);
});
