import { length } from "@/ui/format-time";
import { ago } from "@/ui/relative-time";
import { fileSize } from "@/uploads/file-size";
import type { Item } from "./queries";

/** How a tool is called, by its name. */
type ToolTitle = (tool: string) => string;

const KINDS: Record<string, string> = {
  voiceover: "Speech",
  stem: "Stem",
  master: "Master",
  music: "Music",
  sound_effect: "Sound effect",
  transcript: "Transcript",
  midi: "Notes",
  preview: "Preview",
  picture: "Picture",
  report: "Report",
};

export function isSound(item: Item): boolean {
  return item.media_type.startsWith("audio/") && item.type !== "midi";
}

export function typeName(item: Item): string {
  return KINDS[item.type] ?? item.type;
}

/** One line of what it is: "Speech · 0:12 · WAV · 3 minutes ago". */
export function factsLine(item: Item, toolTitle: ToolTitle): string {
  return [
    item.source ? toolTitle(item.source) : typeName(item),
    item.duration && length(item.duration),
    item.format.toUpperCase(),
    ago(item.created_at),
  ]
    .filter(Boolean)
    .join(" · ");
}

const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric" });
const number = (value: unknown) => (typeof value === "number" ? value : null);

/** Everything that is known of it, as pairs of a name and a value. */
export function factsTable(item: Item, toolTitle: ToolTitle): [string, string][] {
  const { details } = item;
  const rate = isSound(item) && number(details.sample_rate_hz);
  const channels = isSound(item) && number(details.channels);
  const lufs = number(details.integrated_lufs) ?? number(details.lufs);
  const peak = number(details.true_peak_dbtp);
  const facts: [string, string | number | null | false | undefined][] = [
    ["Kind", typeName(item)],
    ["Made with", item.source && toolTitle(item.source)],
    ["Made", ago(item.created_at)],
    ["Length", item.duration !== null && length(item.duration)],
    ["Format", item.format.toUpperCase()],
    ["Size", fileSize(item.size)],
    ["Sample rate", rate && `${rate / 1000} kHz`],
    ["Channels", channels && (channels === 1 ? "Mono" : channels === 2 ? "Stereo" : String(channels))],
    ["Loudness", lufs !== null && `${lufs.toFixed(1)} LUFS`],
    ["True peak", peak !== null && `${peak.toFixed(1)} dBTP`],
    ["File", item.file_name],
    ["Kept until", item.kept ? "You delete it" : item.expires_at && day.format(new Date(item.expires_at))],
  ];
  return facts.filter((fact): fact is [string, string] => typeof fact[1] === "string" && fact[1] !== "");
}
