import { expect, test } from "vitest";
import { placeOf, readTimeLines, type TimeLine } from "./time-lines";

const LINES: TimeLine[] = [
  {
    top: 0.1,
    bottom: 0.4,
    moments: [
      [0.5, 0.05],
      [2.5, 0.45],
      [3.5, 0.95],
    ],
  },
  {
    top: 0.6,
    bottom: 0.9,
    moments: [
      [3.5, 0.05],
      [4.5, 0.55],
    ],
  },
];

test("a moment lies between those that are told, in its row", () => {
  expect(placeOf(LINES, 1.5)).toEqual({ top: 0.1, bottom: 0.4, x: 0.25 });
  expect(placeOf(LINES, 3)?.x).toBeCloseTo(0.7);
  expect(placeOf(LINES, 3.5)).toEqual({ top: 0.6, bottom: 0.9, x: 0.05 });
});

test("before the first bar and behind the last there is no line", () => {
  expect(placeOf(LINES, 0.2)).toBeNull();
  expect(placeOf(LINES, 4.5)).toBeNull();
  expect(placeOf([], 1)).toBeNull();
});

test("pictures without rows of time have none", () => {
  expect(readTimeLines({})).toEqual([]);
  expect(readTimeLines({ time_lines: LINES })).toHaveLength(2);
});
