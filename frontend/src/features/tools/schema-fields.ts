/** Reads a tool's JSON schema as a list of form fields. What the form cannot show is left to the tool's default. */

export interface JsonSchema {
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  enum?: (string | number)[];
  const?: unknown;
  anyOf?: JsonSchema[];
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  minimum?: number;
  maximum?: number;
  exclusiveMaximum?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
}

interface Common {
  name: string;
  label: string;
  hint: string;
  /** May be left to the tool. */
  nullable: boolean;
  initial: unknown;
}

export type Field =
  | (Common & { kind: "choice"; choices: (string | number)[] })
  | (Common & { kind: "choices"; choices: (string | number)[]; atLeast: number; atMost: number })
  | (Common & { kind: "switch" })
  | (Common & { kind: "number"; integer: boolean; min?: number; max?: number; unit: string })
  | (Common & { kind: "text"; maxLength?: number; required: boolean });

export type Values = Record<string, unknown>;

const UNITS: Record<string, string> = {
  lufs: "LUFS",
  dbtp: "dBTP",
  db: "dB",
  hz: "Hz",
  khz: "kHz",
  kbps: "kbit/s",
  ms: "ms",
  s: "s",
  m: "m",
  semitones: "semitones",
};

export function readFields(schema: JsonSchema): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const field = readField(name, property, schema.required?.includes(name) ?? false);
    return field ? [field] : [];
  });
}

function readField(name: string, property: JsonSchema, required: boolean): Field | null {
  const variants = property.anyOf ?? [property];
  const shape = variants.find((variant) => variant.type !== "null") ?? property;
  const common: Common = {
    name,
    label: labelOf(name),
    hint: property.description ?? "",
    nullable: variants.some((variant) => variant.type === "null") || (!required && property.default === null),
    initial: property.default ?? null,
  };
  if (shape.const !== undefined) return null; // No choice at all.
  if (shape.enum) return { ...common, kind: "choice", choices: shape.enum };
  if (shape.type === "boolean") return { ...common, kind: "switch" };
  if (shape.type === "number" || shape.type === "integer") {
    const max =
      shape.maximum ?? (shape.exclusiveMaximum === undefined ? undefined : shape.exclusiveMaximum - 1);
    return {
      ...common,
      kind: "number",
      integer: shape.type === "integer",
      min: shape.minimum,
      max,
      unit: unitOf(name),
    };
  }
  if (shape.type === "array" && shape.items?.enum) {
    const { enum: choices } = shape.items;
    return {
      ...common,
      kind: "choices",
      choices,
      atLeast: shape.minItems ?? 0,
      atMost: shape.maxItems ?? choices.length,
    };
  }
  if (shape.type === "string") return { ...common, kind: "text", maxLength: shape.maxLength, required };
  return null;
}

/** What a unit at the end of a name stands for: `minimum_note_ms` is in ms. */
function unitOf(name: string): string {
  return UNITS[name.split("_").at(-1) ?? ""] ?? "";
}

/** A field's name as people say it: the unit stands beside the value, not in the label. */
export function labelOf(name: string): string {
  const words = name.split("_");
  if (words.length > 1 && UNITS[words.at(-1) ?? ""]) words.pop();
  const label = words.join(" ");
  return label.charAt(0).toUpperCase() + label.slice(1);
}

export function initialValues(fields: Field[], chosen: Values = {}): Values {
  return Object.fromEntries(fields.map((field) => [field.name, chosen[field.name] ?? field.initial]));
}

/** The parameters to send: what differs from the tool's defaults, so that the tool's next defaults hold for others. */
export function changedValues(fields: Field[], values: Values): Values {
  const changed = fields.filter(
    ({ name, initial }) => JSON.stringify(values[name]) !== JSON.stringify(initial),
  );
  return Object.fromEntries(changed.map(({ name }) => [name, values[name]]));
}

/** What is wrong with a value, before the server has to say it. */
export function fieldError(field: Field, value: unknown): string | null {
  if (value === null || value === undefined || value === "") {
    return field.kind === "text" && field.required ? "Fill this in." : null;
  }
  if (field.kind === "number") {
    const number = Number(value);
    if (Number.isNaN(number)) return "Enter a number.";
    if (field.min !== undefined && number < field.min)
      return `At least ${field.min} ${field.unit}.`.replace(" .", ".");
    if (field.max !== undefined && number > field.max)
      return `At most ${field.max} ${field.unit}.`.replace(" .", ".");
    if (field.integer && !Number.isInteger(number)) return "Enter a whole number.";
  }
  if (field.kind === "choices" && Array.isArray(value)) {
    if (value.length < field.atLeast) return `Choose at least ${field.atLeast}.`;
    if (value.length > field.atMost) return `Choose at most ${field.atMost}.`;
  }
  return null;
}

/** A number where it is one; else what was typed so far ("-", "1."), which stays in sight with its fault. */
export function readNumber(text: string): number | string | null {
  if (text.trim() === "") return null;
  const number = Number(text.replace(",", "."));
  return Number.isNaN(number) || text.endsWith(".") ? text : number;
}
