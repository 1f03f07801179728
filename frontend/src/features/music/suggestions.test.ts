import { expect, test } from "vitest";
import { Problem } from "@/api/problem";
import { suggestionsOf } from "./suggestions";

function problem(allowed: unknown): Problem {
  return new Problem({ title: "", detail: "", code: "unknown", status: 422, allowed });
}

test("the nearest words are suggested before all that would have worked", () => {
  expect(suggestionsOf(problem({ nearest: ["door_slam"], kinds: ["rain", "wind"] }))).toEqual(["door slam"]);
  expect(suggestionsOf(problem({ nearest: [], kinds: ["rain", "wind"] }))).toEqual(["rain", "wind"]);
});

test("of several lists some of each are suggested, of ranges nothing", () => {
  const many = Array.from({ length: 30 }, (_, index) => `genre_${index}`);
  const suggested = suggestionsOf(problem({ genre: many, mood: ["calm", "sad"] }));
  expect(suggested).toContain("calm");
  expect(suggested).toContain("genre 0");
  expect(suggested.length).toBeLessThanOrEqual(10);
  expect(suggestionsOf(problem({ bpm: [30, 300] }))).toEqual([]);
  expect(suggestionsOf(problem(undefined))).toEqual([]);
  expect(suggestionsOf(null)).toEqual([]);
});
