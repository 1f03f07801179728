/** A plan of music, as far as it is shown. The server owns its shape, and gets it back as it gave it. */
import { choiceLabel } from "@/tool-display/choice-labels";

export interface Section {
  kind: string;
  bars: number;
  energy: number;
  progression: string[];
  roles: string[];
  bpm: number | null;
  last_bar_beats: number | null;
  variation: number;
}

export interface Part {
  role: string;
  instrument: string;
  is_muted: boolean;
}

export interface Plan extends Record<string, unknown> {
  prompt: string;
  genre: string;
  mood: string;
  seed: number;
  bpm: number;
  metre: string;
  key: string;
  duration_s: number;
  ending: string;
  under_voice: boolean;
  sections: Section[];
  parts: Part[];
}

interface Span {
  fromS: number;
  toS: number;
}

const SECONDS_A_MINUTE = 60;

/** A plan that lies in an answer of the server; nothing where none does. */
export function readPlan(value: unknown): Plan | null {
  const isPlan = typeof value === "object" && value !== null && "sections" in value && "parts" in value;
  return isPlan ? (value as Plan) : null;
}

/** Beats that are counted in a bar: of compound metres dotted quarters, of 7/8 eighths. */
export function beatsPerBar(metre: string): number {
  const [count = 4, unit = 4] = metre.split("/").map(Number);
  return unit === 8 && count % 3 === 0 ? count / 3 : count;
}

/** When each section begins and ends; the last has what rings out after it. */
export function sectionSpans(plan: Plan): Span[] {
  let fromS = 0;
  return plan.sections.map((section, index) => {
    const whole = beatsPerBar(plan.metre);
    const beats = whole * (section.bars - 1) + (section.last_bar_beats ?? whole);
    const endS = fromS + (beats * SECONDS_A_MINUTE) / (section.bpm ?? plan.bpm);
    const isLast = index === plan.sections.length - 1;
    const span = { fromS, toS: isLast ? Math.max(endS, plan.duration_s) : endS };
    fromS = endS;
    return span;
  });
}

/** "Calm lo-fi in C minor": what a piece is called until somebody names it. */
export function planTitle(plan: Plan): string {
  const mood = plan.mood === "neutral" ? "" : `${choiceLabel("mood", plan.mood)} `;
  const genre = choiceLabel("genre", plan.genre);
  return `${mood}${mood && genre !== genre.toUpperCase() ? genre.toLowerCase() : genre} in ${keyText(plan.key)}`;
}

/** "F# minor" with the sharps and flats of print. */
export function keyText(key: string): string {
  return key.replace(/^([A-G])#/, "$1♯").replace(/^([A-G])b/, "$1♭");
}

/** "counter_melody" as "Counter melody". */
export function inWords(role: string): string {
  return role.charAt(0).toUpperCase() + role.slice(1).replaceAll("_", " ");
}

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

export function tempo(bpm: number): string {
  return `${number.format(bpm)} bpm`;
}

const WHAT: Record<string, string> = {
  bpm: "Tempo",
  duration_s: "Length",
  with: "With",
  without: "Without",
};

/** Something that the words say, as it is shown: "Tempo 80 bpm". */
export function understoodText(what: string, value: string | number): string {
  const label = WHAT[what] ?? inWords(what);
  if (what === "bpm") return `${label} ${tempo(Number(value))}`;
  if (what === "duration_s") return `${label} ${number.format(Number(value))} s`;
  if (what === "key") return `${label} ${keyText(String(value))}`;
  const shown = choiceLabel(what, value);
  return `${label} ${shown === shown.toUpperCase() ? shown : shown.toLowerCase()}`;
}
