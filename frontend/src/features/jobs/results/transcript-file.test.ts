import { expect, test } from "vitest";
import { indexAt } from "./transcript-file";

const row = [{ start_s: 1 }, { start_s: 2 }, { start_s: 5 }];

test.each([
  [0.5, -1],
  [1, 0],
  [1.9, 0],
  [4.9, 1],
  [99, 2],
])("at %f s, entry %i is the last that has begun", (timeS, index) => {
  expect(indexAt(row, timeS)).toBe(index);
});
