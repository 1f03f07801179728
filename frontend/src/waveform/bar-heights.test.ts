import { expect, test } from "vitest";
import type { Peaks } from "@/player/peaks";
import { barHeights } from "./bar-heights";

const peaksOf = (pairs: [number, number][]): Peaks => ({
  durationS: 1,
  extremes: Int8Array.from(pairs.flat()),
});

test("a bar reaches as far as the greater of both extremes", () => {
  const peaks = peaksOf([
    [-127, 10],
    [-5, 64],
    [0, 0],
  ]);
  expect([...barHeights(peaks, 3)].map((reach) => Math.round(reach * 127))).toEqual([127, 64, 0]);
});

test("fewer bars than peaks keep the highest of each part", () => {
  const peaks = peaksOf([
    [-10, 10],
    [-5, 100],
    [-20, 3],
    [0, 1],
  ]);
  expect([...barHeights(peaks, 2)].map((reach) => Math.round(reach * 127))).toEqual([100, 20]);
});

test("a part of the whole is drawn when zoomed", () => {
  const peaks = peaksOf([
    [-10, 10],
    [-5, 100],
    [-20, 3],
    [0, 1],
  ]);
  expect([...barHeights(peaks, 2, 0.5, 1)].map((reach) => Math.round(reach * 127))).toEqual([20, 1]);
});
