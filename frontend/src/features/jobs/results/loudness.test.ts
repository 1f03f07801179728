import { expect, test } from "vitest";
import { levelMatch, loudnessOf } from "./loudness";

test("the louder one is turned down by the difference, the softer one stays", () => {
  const gains = levelMatch({ lufs: -20, truePeakDbtp: -6 }, { lufs: -14, truePeakDbtp: -1 });
  expect(gains?.original).toBe(1);
  expect(20 * Math.log10(gains?.made ?? 0)).toBeCloseTo(-6);
});

test("without figures nothing is matched", () => {
  expect(levelMatch(null, { lufs: -14, truePeakDbtp: -1 })).toBeNull();
  expect(loudnessOf({ integrated_lufs: null, true_peak_dbtp: -1 })).toBeNull();
  expect(loudnessOf({ integrated_lufs: -14.2, true_peak_dbtp: -1 })).toEqual({
    lufs: -14.2,
    truePeakDbtp: -1,
  });
});
