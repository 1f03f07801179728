import { describe, expect, test } from "vitest";
import {
  changedValues,
  type Field,
  fieldError,
  initialValues,
  type JsonSchema,
  labelOf,
  readFields,
} from "./schema-fields";

// Pieces of schemas as pydantic writes them.
const SCHEMA: JsonSchema = {
  type: "object",
  required: ["text"],
  properties: {
    target: { anyOf: [{ enum: ["spotify", "apple"], type: "string" }, { type: "null" }], default: null },
    target_lufs: { type: "number", minimum: -36, maximum: -6, default: null, description: "How loud." },
    shifts: { type: "integer", minimum: 0, maximum: 10, default: 0 },
    seed: { type: "integer", minimum: 0, exclusiveMaximum: 100, default: 0 },
    report: { type: "boolean", default: false },
    formats: {
      type: "array",
      items: { enum: ["txt", "srt"], type: "string" },
      minItems: 1,
      default: ["txt"],
    },
    text: { type: "string", maxLength: 10 },
    provider: { const: "elevenlabs", type: "string", default: "elevenlabs" },
    pronunciations: { type: "object" },
  },
};

function field(name: string): Field {
  const found = readFields(SCHEMA).find((one) => one.name === name);
  if (!found) throw new Error(`no field ${name}`);
  return found;
}

describe("a schema as fields", () => {
  test("what has one value only, or no shape a form knows, is left out", () => {
    expect(readFields(SCHEMA).map(({ name, kind }) => [name, kind])).toEqual([
      ["target", "choice"],
      ["target_lufs", "number"],
      ["shifts", "number"],
      ["seed", "number"],
      ["report", "switch"],
      ["formats", "choices"],
      ["text", "text"],
    ]);
  });

  test("a bound that is excluded, a unit and a null are understood", () => {
    expect(field("seed")).toMatchObject({ max: 99, integer: true, nullable: false });
    expect(field("target_lufs")).toMatchObject({ unit: "LUFS", nullable: true });
    expect(field("target")).toMatchObject({ choices: ["spotify", "apple"], nullable: true });
  });

  test("labels leave the unit to the value", () => {
    expect(labelOf("target_lufs")).toBe("Target");
    expect(labelOf("minimum_note_ms")).toBe("Minimum note");
    expect(labelOf("hum")).toBe("Hum");
  });
});

test("only what was changed is sent", () => {
  const fields = readFields(SCHEMA);
  const values = { ...initialValues(fields), report: true, formats: ["txt"] };
  expect(changedValues(fields, values)).toEqual({ report: true });
});

test("faults are said in the field's own terms", () => {
  expect(fieldError(field("target_lufs"), -3)).toBe("At most -6 LUFS.");
  expect(fieldError(field("target_lufs"), null)).toBeNull();
  expect(fieldError(field("shifts"), 1.5)).toBe("Enter a whole number.");
  expect(fieldError(field("formats"), [])).toBe("Choose at least 1.");
  expect(fieldError(field("text"), "")).toBe("Fill this in.");
});
