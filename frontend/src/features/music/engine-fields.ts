/** The parameters that an engine understands, within its own bounds; what it lacks is not shown. */
import type { Schemas } from "@/api/client";
import { type Field, type JsonSchema, readFields } from "@/features/tools/schema-fields";
import type { Generator } from "./queries";

export const ENGINE_BASICS = ["duration_s", "bpm", "key", "lyrics", "instrumental", "loop", "change"];

/** What can become of a recording, as the tool's parameter `change` has it. */
const CHANGES = ["repaint", "extend", "cover"];
const OF_CHANGES: Record<string, string> = {
  change_from_s: "repaint",
  change_to_s: "repaint",
  strength: "cover",
};
const OF_FILES = ["format", "target_sample_rate", "bit_depth"];

export function engineFields(tool: Schemas["ToolView"], engine: Generator, hasSource: boolean): Field[] {
  return readFields(tool.parameters as JsonSchema).flatMap((field) => {
    const { name } = field;
    if (name === "prompt" || name === "engine") return [];
    if (OF_FILES.includes(name)) return [field];
    if (name === "change") return hasSource ? changeField(field, engine) : [];
    const change = OF_CHANGES[name];
    if (change) return hasSource && change in engine.options ? [field] : [];
    const option = engine.options[name];
    return option ? [bounded(field, option)] : [];
  });
}

export function canChangeSounds(engine: Generator): boolean {
  return CHANGES.some((change) => change in engine.options);
}

function changeField(field: Field, engine: Generator): Field[] {
  const choices = CHANGES.filter((change) => change in engine.options);
  const [first] = choices;
  // Somebody who chose a recording wants something to become of it.
  return first ? [{ ...field, kind: "choice", choices, nullable: false, initial: null }] : [];
}

function bounded(field: Field, option: Schemas["GeneratorOption"]): Field {
  if (option.choices) return { ...field, kind: "choice", choices: option.choices };
  if (field.kind === "number") {
    const bounds = `${option.least ?? ""} to ${option.most ?? ""}`;
    const hint = option.least === null ? field.hint : `${field.hint} ${bounds}.`;
    return {
      ...field,
      hint,
      min: option.least ?? undefined,
      max: option.most ?? undefined,
      integer: option.whole,
    };
  }
  if (field.kind === "text") return { ...field, maxLength: option.most_characters ?? undefined };
  return field;
}
