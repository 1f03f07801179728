import { expect, test } from "vitest";
import type { Voice } from "./queries";
import { choicesOf, factsOf, filterVoices, NO_FILTER } from "./voice-facts";

const voice = (id: string, facts: Partial<Voice>): Voice => ({
  id,
  name: id,
  category: "standard",
  provider: "kokoro",
  language: "en-US",
  accent: "American",
  gender: "female",
  description: "",
  preview_url: null,
  unreadable: null,
  ...facts,
});
const VOICES = [
  voice("heart", {}),
  voice("adam", { gender: "male" }),
  voice("emma", { language: "en-GB", accent: "British" }),
];
const ids = (found: Voice[]) => found.map(({ id }) => id);

test("voices are found by facts, words and hearts together", () => {
  expect(ids(filterVoices(VOICES, { ...NO_FILTER, gender: "female" }, []))).toEqual(["heart", "emma"]);
  expect(ids(filterVoices(VOICES, { ...NO_FILTER, words: "brit fem" }, []))).toEqual(["emma"]);
  expect(ids(filterVoices(VOICES, { ...NO_FILTER, favouritesOnly: true }, ["adam"]))).toEqual(["adam"]);
});

test("facts are told in words", () => {
  expect(factsOf(voice("heart", {}))).toBe("Female · American");
  expect(choicesOf(VOICES, "language")).toEqual([
    { value: "en-US", label: "American English" },
    { value: "en-GB", label: "British English" },
  ]);
});
