import { expect, test } from "vitest";
import { daysOf } from "./days";

const row = { tool: null, key_id: null, key_name: null, completed: 1, failed: 0, cancelled: 0 };

test("every day of the period has its place, over the end of a month and the change of the clocks", () => {
  const days = daysOf({
    first_day: "2026-03-27",
    last_day: "2026-04-01",
    rows: [{ ...row, day: "2026-03-29", jobs: 2, credits: 1.5 }],
  });
  expect(days.map(({ day }) => day)).toEqual([
    "2026-03-27",
    "2026-03-28",
    "2026-03-29",
    "2026-03-30",
    "2026-03-31",
    "2026-04-01",
  ]);
  expect(days.map(({ credits }) => credits)).toEqual([0, 0, 1.5, 0, 0, 0]);
  expect(days[2]?.jobs).toBe(2);
});
