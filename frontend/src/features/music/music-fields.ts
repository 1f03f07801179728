/** The wishes that can be set beside the words, made of the composing tool's parameters. */
import type { Schemas } from "@/api/client";
import { type Field, type JsonSchema, readFields, type Values } from "@/features/tools/schema-fields";

/** Asked first. */
export const MUSIC_BASICS = ["genre", "mood", "duration_s", "bpm", "key", "ending", "under_voice", "outputs"];

/** Asked elsewhere on the screen. */
const ELSEWHERE = ["prompt", "plan"];

/** What the music is: these make the plan, all others the files. */
const OF_THE_PLAN = [
  "genre",
  "mood",
  "duration_s",
  "bpm",
  "key",
  "metre",
  "energy",
  "ending",
  "under_voice",
  "seed",
  "instruments",
  "hit_points",
];

const TONICS = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];
const KEYS = ["minor", "major"].flatMap((mode) => TONICS.map((tonic) => `${tonic} ${mode}`));

export function musicFields(tool: Schemas["ToolView"]): Field[] {
  return readFields(tool.parameters as JsonSchema)
    .filter(({ name }) => !ELSEWHERE.includes(name))
    .map(refined);
}

function refined(field: Field): Field {
  switch (field.name) {
    case "key":
      return { ...field, kind: "choice", choices: KEYS, hint: "" };
    case "bpm":
      return { ...field, label: "Tempo", unit: "bpm", hint: "Kept exactly." } as Field;
    case "duration_s":
      return { ...field, label: "Length", hint: "A minute, unless the words say." };
    case "under_voice":
      return { ...field, label: "Under a voice", hint: "Steady, without a lead, and with room for speech." };
    case "outputs":
      return { ...field, label: "Files beside the music", hint: "" };
    case "genre":
    case "mood":
    case "ending":
      return { ...field, hint: "" };
    default:
      return field;
  }
}

/** What was set, parted into what the plan is made of and what the files are. */
export function partWishes(wishes: Values): { ofPlan: Values; ofFiles: Values } {
  const entries = Object.entries(wishes);
  const isOfPlan = ([name]: [string, unknown]) => OF_THE_PLAN.includes(name);
  return {
    ofPlan: Object.fromEntries(entries.filter(isOfPlan)),
    ofFiles: Object.fromEntries(entries.filter((entry) => !isOfPlan(entry))),
  };
}
