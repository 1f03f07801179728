/**
 * How tools stand in the app. Each that the server lists has its entry and its page without a word here; what stands here
 * by name refines that: an icon, shorter words, and which parameters are asked first.
 */
import {
  AudioLines,
  AudioWaveform,
  ChartSpline,
  Disc3,
  FileAudio,
  Layers,
  type LucideIcon,
  Mic,
  Piano,
  Sparkles,
  WandSparkles,
} from "lucide-react";
import type { Schemas } from "@/api/client";

export interface ToolDisplay {
  /** The server's name of the tool. */
  name: string;
  /** In addresses. */
  slug: string;
  title: string;
  /** What one does with it, on its button. */
  action: string;
  /** What it does, for whoever chooses. */
  promise: string;
  icon: LucideIcon;
  /** Its colour, one of the tokens. */
  tint: string;
  /** Parameters that are asked first, the others lie under "More settings"; where none is named, all are asked. */
  basics: string[];
  /** What the app chooses differently from the tool: it shows what programs seldom need. */
  defaults: Record<string, unknown>;
  /** Most sounds of one job; null while the server's list is on its way. */
  maxFiles: number | null;
}

type Refinement = Partial<Omit<ToolDisplay, "name" | "maxFiles">>;
type ToolView = Schemas["ToolView"];

/** Tools stand in this order; those that are not named here follow. */
const REFINEMENTS: Record<string, Refinement> = {
  separation: {
    slug: "separate",
    title: "Separate",
    promise: "Vocals, drums, bass and more, each on a track of its own",
    icon: AudioLines,
    tint: "--stem-vocals",
    basics: ["model", "karaoke", "output_format"],
  },
  mastering: {
    slug: "master",
    title: "Master",
    promise: "Your genre’s tone at an exact loudness, ready for the stores",
    icon: Sparkles,
    tint: "--stem-drums",
    basics: ["genre", "intensity", "target", "target_format"],
    defaults: { genre: "auto", report: true, preview: true },
  },
  enhancement: {
    slug: "enhance",
    title: "Enhance speech",
    promise: "Noise, hum, room and clipping taken out of recorded speech",
    icon: AudioWaveform,
    tint: "--stem-other",
    basics: ["strength", "dereverb", "level", "target"],
    defaults: { report: true },
  },
  speech_recognition: {
    slug: "transcribe",
    title: "Transcribe speech",
    action: "Transcribe",
    promise: "What is said, as text and subtitles, with the time of each word",
    icon: Mic,
    tint: "--stem-piano",
    basics: ["language", "task", "speakers"],
  },
  transcription: {
    slug: "notes",
    title: "Write down notes",
    action: "Write down",
    promise: "The notes of a recording, as MIDI and as a score",
    icon: Piano,
    tint: "--stem-bass",
    basics: ["instrument", "separate", "grid"],
    defaults: { outputs: ["midi", "quantised_midi", "score", "notes", "picture", "preview"] },
  },
  analysis: {
    slug: "analyse",
    title: "Analyse",
    action: "Analyse",
    promise: "Tempo, key, chords, sections and loudness of a track",
    icon: ChartSpline,
    tint: "--stem-guitar",
    basics: ["picture", "tables"],
  },
  conversion: {
    slug: "convert",
    title: "Convert",
    promise: "Another format, with tags and cover, and nothing else changed",
    icon: FileAudio,
    tint: "--ink-3",
    basics: ["target_format", "target_sample_rate", "bit_depth"],
  },
  stem_mastering: {
    slug: "master-stems",
    title: "Master stems",
    action: "Master",
    promise: "The stems of one song mixed and mastered as a whole",
    icon: Layers,
    tint: "--stem-drums",
    basics: ["genre", "intensity", "target", "target_format"],
  },
  album_mastering: {
    slug: "master-album",
    title: "Master an album",
    action: "Master",
    promise: "Up to twenty tracks as one record, at one loudness",
    icon: Disc3,
    tint: "--stem-drums",
    basics: ["genre", "intensity", "target", "loudness"],
    defaults: { genre: "auto" },
  },
};

/** Tools that have screens of another kind. */
const ELSEWHERE: Record<string, string> = {
  speech_synthesis: "Read aloud",
  premium_speech: "Read aloud",
  voice_cloning: "Clone a voice",
  composition: "Music",
  sound_effects: "Sound effects",
};

function displayOf(tool: Pick<ToolView, "name" | "title" | "summary" | "verb">): ToolDisplay {
  return {
    name: tool.name,
    slug: tool.name,
    title: tool.title,
    action: sentenceCase(tool.verb),
    promise: tool.summary,
    icon: WandSparkles,
    tint: "--ink-3",
    basics: [],
    defaults: {},
    maxFiles: null,
    ...REFINEMENTS[tool.name],
  };
}

/** What is known before the server has told which tools there are. */
export const KNOWN_TOOLS: readonly ToolDisplay[] = Object.keys(REFINEMENTS).map((name) =>
  displayOf({ name, title: sentenceCase(name), summary: "", verb: name }),
);

/** The tools of the server's list that work on sounds, and have no screen elsewhere. */
export function toolsOf(listed: readonly ToolView[]): ToolDisplay[] {
  const order = Object.keys(REFINEMENTS);
  const rank = ({ name }: ToolView) => (order.includes(name) ? order.indexOf(name) : order.length);
  return listed
    .filter(({ name, takes }) => takes === "sound" && !(name in ELSEWHERE))
    .sort((one, other) => rank(one) - rank(other))
    .map((tool) => ({ ...displayOf(tool), maxFiles: tool.max_files }));
}

/** How a tool is called, also one that is no longer on the server's list. */
export function toolTitle(name: string, listed: readonly ToolView[] = []): string {
  const refined = REFINEMENTS[name]?.title ?? ELSEWHERE[name];
  return refined ?? listed.find((tool) => tool.name === name)?.title ?? sentenceCase(name);
}

/** "clone-voice" and "clone_voice" as "Clone voice". */
export function sentenceCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll(/[_-]/g, " ");
}
