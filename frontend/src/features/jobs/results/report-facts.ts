/** Picks out of a tool's report what people ask for, and writes it as they read it. */

interface Figure {
  label: string;
  unit: string;
  digits: number;
}

export const FIGURES: Record<string, Figure> = {
  integrated_lufs: { label: "Integrated loudness", unit: "LUFS", digits: 1 },
  loudness_range_lu: { label: "Loudness range", unit: "LU", digits: 1 },
  max_short_term_lufs: { label: "Loudest three seconds", unit: "LUFS", digits: 1 },
  true_peak_dbtp: { label: "True peak", unit: "dBTP", digits: 1 },
  stereo_correlation: { label: "Stereo correlation", unit: "", digits: 2 },
};

const SINGLES: Record<string, (value: unknown) => string | null> = {
  tempo: (value) =>
    typeof record(value).bpm === "number" ? `${Number(record(value).bpm).toFixed(1)} bpm` : null,
  key: text,
  language: (value) => (typeof value === "string" ? (languages.of(value) ?? value) : null),
  genre: text,
  words: (value) => (typeof value === "number" ? String(value) : null),
  notes: (value) => (typeof value === "number" ? String(value) : null),
  residual_db: (value) => (typeof value === "number" ? `${value.toFixed(1)} dB` : null),
};

const languages = new Intl.DisplayNames(["en"], { type: "language" });

const LABELS: Record<string, string> = {
  residual_db: "What the stems miss",
};

interface Facts {
  single: { label: string; value: string }[];
  pairs: { name: string; before: string; after: string }[];
}

export function figuresOf(report: Record<string, unknown>): Facts {
  const single = Object.entries(SINGLES).flatMap(([name, write]) => {
    const value = write(report[name]);
    const label = LABELS[name] ?? name.charAt(0).toUpperCase() + name.slice(1);
    return value === null ? [] : [{ label, value }];
  });
  const before = record(report.before);
  const after = record(report.after);
  const pairs = Object.entries(FIGURES).flatMap(([name, figure]) => {
    if (typeof after[name] !== "number") return [];
    return [{ name, before: written(before[name], figure), after: written(after[name], figure) }];
  });
  return { single, pairs };
}

function written(value: unknown, { unit, digits }: Figure): string {
  return typeof value === "number" ? `${value.toFixed(digits).replace("-", "−")} ${unit}`.trim() : "–";
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | null {
  if (typeof value === "string" && value) return value;
  const { pretty, name = pretty } = record(value);
  return typeof name === "string" ? name : null;
}
