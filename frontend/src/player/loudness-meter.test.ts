import { describe, expect, test } from "vitest";
import { LoudnessMeter, type Readings } from "./loudness-meter";

interface Tone {
  sampleRateHz?: number;
  hz?: number;
  dbfs: number;
  seconds?: number;
  channels?: number;
  phase?: number;
}

/** Plays a sine to the meter in the quanta in which browsers hand sound over. */
function play(meter: LoudnessMeter, tone: Tone): Readings {
  const { sampleRateHz = 48_000, hz = 997, dbfs, seconds = 4, channels = 2, phase = 0 } = tone;
  let latest: Readings | null = null;
  for (let from = 0; from < seconds * sampleRateHz; from += 128) {
    const samples = Float32Array.from(
      { length: 128 },
      (_, index) => 10 ** (dbfs / 20) * Math.sin((2 * Math.PI * hz * (from + index)) / sampleRateHz + phase),
    );
    latest = meter.push(Array.from({ length: channels }, () => samples)) ?? latest;
  }
  if (!latest) throw new Error("The meter read nothing.");
  return latest;
}

// BS.1770-5: a sine of 997 Hz at 0 dBFS in one channel reads -3.01 LUFS. Two channels have twice its energy: 0.0.
describe.each([44_100, 48_000, 96_000])("at %i Hz", (sampleRateHz) => {
  test("a sine of -20 dBFS reads -20 LUFS in two channels and 3 LU less in one", () => {
    const stereo = play(new LoudnessMeter(sampleRateHz), { sampleRateHz, dbfs: -20 });
    expect(Math.abs(stereo.momentaryLufs + 20)).toBeLessThan(0.05);
    expect(Math.abs(stereo.shortTermLufs + 20)).toBeLessThan(0.05);
    const mono = play(new LoudnessMeter(sampleRateHz), { sampleRateHz, dbfs: -20, channels: 1 });
    expect(Math.abs(mono.momentaryLufs + 23.01)).toBeLessThan(0.05);
  });
});

test("the weighting takes the lows away and lifts the highs, as the standard's curve does", () => {
  // The curve at 40 Hz lies 6.3 dB under that at 997 Hz, at 10 kHz 3.3 dB above it.
  const low = play(new LoudnessMeter(48_000), { hz: 40, dbfs: -20 });
  const high = play(new LoudnessMeter(48_000), { hz: 10_000, dbfs: -20 });
  expect(Math.abs(low.momentaryLufs + 26.3)).toBeLessThan(0.2);
  expect(Math.abs(high.momentaryLufs + 16.7)).toBeLessThan(0.2);
});

test("momentary loudness forgets after 400 ms, short-term after three seconds", () => {
  const meter = new LoudnessMeter(48_000);
  play(meter, { dbfs: -10, seconds: 3 });
  const soon = play(meter, { dbfs: -200, seconds: 0.6 });
  expect(soon.momentaryLufs).toBeLessThan(-100);
  // 2.4 of the 3 seconds in memory sound: 10 log10(0.8) below -10.
  expect(Math.abs(soon.shortTermLufs + 10.97)).toBeLessThan(0.1);
  expect(play(meter, { dbfs: -200, seconds: 3.1 }).shortTermLufs).toBeLessThan(-100);
});

test("the true peak is found between samples", () => {
  // EBU Tech 3341, cases 16 and 17: a quarter of the rate, sampled 45 degrees off its tops, 3 dB under them.
  const { truePeakDbtp } = play(new LoudnessMeter(48_000), { hz: 12_000, dbfs: -6, phase: Math.PI / 4 });
  expect(truePeakDbtp).toBeGreaterThan(-6.4);
  expect(truePeakDbtp).toBeLessThan(-5.8);
});

test("silence reads as nothing at all", () => {
  const meter = new LoudnessMeter(48_000);
  const readings = meter.push([new Float32Array(48_000), new Float32Array(48_000)]);
  expect(readings).toEqual({ momentaryLufs: -Infinity, shortTermLufs: -Infinity, truePeakDbtp: -Infinity });
});
