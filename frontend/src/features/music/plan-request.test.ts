import { expect, test } from "vitest";
import { anotherOf } from "./generate-music";
import { partWishes } from "./music-fields";
import type { Plan } from "./plan";
import { planRequest } from "./plan-request";

test("a plan is asked for once words, a preset, a genre or a mood say what it is to be", () => {
  expect(planRequest("  ", null, {})).toBeNull();
  expect(planRequest("", null, { bpm: 90 })).toBeNull();
  expect(planRequest("", null, { genre: "jazz" })).not.toBeNull();
  expect(planRequest("", "podcast_bed", {})).not.toBeNull();
  expect(planRequest(" calm piano ", null, {})).toBe(planRequest("calm piano", null, {}));
  expect(JSON.parse(planRequest("calm piano", "sleep", { bpm: 60 }) ?? "")).toEqual({
    prompt: "calm piano",
    preset_id: "sleep",
    settings: { bpm: 60 },
  });
});

test("what the files are does not make another plan", () => {
  expect(partWishes({ genre: "jazz", key: "C minor", target_format: "MP3", outputs: ["stems"] })).toEqual({
    ofPlan: { genre: "jazz", key: "C minor" },
    ofFiles: { target_format: "MP3", outputs: ["stems"] },
  });
});

test("another one has another seed, which the server takes", () => {
  const plan = { seed: 2 ** 32 - 1, genre: "jazz" } as Plan;
  for (let draw = 0; draw < 100; draw += 1) {
    const { seed, ...rest } = anotherOf(plan);
    expect(seed).not.toBe(plan.seed);
    expect(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32).toBe(true);
    expect(rest).toEqual({ genre: "jazz" });
  }
});
