import { expect, test } from "vitest";
import { beatsPerBar, keyText, type Plan, planTitle, readPlan, sectionSpans, understoodText } from "./plan";

const SECTION = {
  kind: "verse",
  bars: 4,
  energy: 0.5,
  progression: ["I"],
  roles: [],
  bpm: null,
  last_bar_beats: null,
  variation: 0,
};
const PLAN: Plan = {
  prompt: "",
  genre: "rnb",
  mood: "neutral",
  seed: 0,
  bpm: 120,
  metre: "4/4",
  key: "F# minor",
  duration_s: 20,
  ending: "cadence",
  under_voice: false,
  sections: [SECTION],
  parts: [],
};

test("beats are counted as musicians count them", () => {
  const counted = ["2/4", "3/4", "4/4", "5/4", "6/8", "7/8", "12/8"].map(beatsPerBar);
  expect(counted).toEqual([2, 3, 4, 5, 2, 7, 4]);
});

test("sections follow each other, each at its tempo, and the last has what rings out", () => {
  const sections = [
    SECTION, // 16 beats at 120 bpm
    { ...SECTION, bpm: 60, bars: 1 }, // 4 beats at 60 bpm
    { ...SECTION, bars: 2, last_bar_beats: 6 }, // 10 beats at 120 bpm
  ];
  expect(sectionSpans({ ...PLAN, sections })).toEqual([
    { fromS: 0, toS: 8 },
    { fromS: 8, toS: 12 },
    { fromS: 12, toS: 20 },
  ]);
});

test("a piece is called by its mood, genre and key", () => {
  expect(planTitle(PLAN)).toBe("R&B in F♯ minor");
  expect(planTitle({ ...PLAN, mood: "calm", genre: "drum_and_bass", key: "Bb major" })).toBe(
    "Calm drum and bass in B♭ major",
  );
  expect(keyText("B minor")).toBe("B minor");
});

test("what was understood is told with its unit", () => {
  expect(understoodText("bpm", 92.5)).toBe("Tempo 92.5 bpm");
  expect(understoodText("duration_s", 30)).toBe("Length 30 s");
  expect(understoodText("with", "electric_piano")).toBe("With electric piano");
  expect(understoodText("genre", "lofi")).toBe("Genre lo-fi");
});

test("only what has sections and parts is read as a plan", () => {
  expect(readPlan(PLAN)).toBe(PLAN);
  expect(readPlan({ sections: [] })).toBeNull();
  expect(readPlan(undefined)).toBeNull();
});
