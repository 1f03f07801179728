/** How the tools stand in the app: their places, icons, and which of their parameters are asked first. */
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
} from "lucide-react";

export interface ToolPlace {
  /** The server's name of the tool. */
  name: string;
  /** In addresses. */
  slug: string;
  title: string;
  /** What one does with it, on its button. */
  verb: string;
  /** What it does, for whoever chooses. */
  promise: string;
  icon: LucideIcon;
  /** Its colour, one of the tokens. */
  tint: string;
  /** Asked first; the others lie under "More settings". */
  basics: string[];
  /** What the app chooses differently from the tool: it shows what programs seldom need. */
  chosen: Record<string, unknown>;
}

export const TOOLS: readonly ToolPlace[] = [
  {
    name: "separation",
    slug: "separate",
    title: "Separate",
    verb: "Separate",
    promise: "Vocals, drums, bass and more, each on a track of its own",
    icon: AudioLines,
    tint: "--stem-vocals",
    basics: ["model", "karaoke", "output_format"],
    chosen: {},
  },
  {
    name: "mastering",
    slug: "master",
    title: "Master",
    verb: "Master",
    promise: "Your genre’s tone at an exact loudness, ready for the stores",
    icon: Sparkles,
    tint: "--stem-drums",
    basics: ["genre", "intensity", "target", "target_format"],
    chosen: { genre: "auto", report: true, preview: true },
  },
  {
    name: "enhancement",
    slug: "enhance",
    title: "Enhance speech",
    verb: "Enhance",
    promise: "Noise, hum, room and clipping taken out of recorded speech",
    icon: AudioWaveform,
    tint: "--stem-other",
    basics: ["strength", "dereverb", "level", "target"],
    chosen: { report: true },
  },
  {
    name: "speech_recognition",
    slug: "transcribe",
    title: "Transcribe speech",
    verb: "Transcribe",
    promise: "What is said, as text and subtitles, with the time of each word",
    icon: Mic,
    tint: "--stem-piano",
    basics: ["language", "task", "speakers"],
    chosen: {},
  },
  {
    name: "transcription",
    slug: "notes",
    title: "Write down notes",
    verb: "Write down",
    promise: "The notes of a recording, as MIDI and as a score",
    icon: Piano,
    tint: "--stem-bass",
    basics: ["instrument", "separate", "grid"],
    chosen: { outputs: ["midi", "quantised_midi", "score", "notes", "picture", "preview"] },
  },
  {
    name: "analysis",
    slug: "analyse",
    title: "Analyse",
    verb: "Analyse",
    promise: "Tempo, key, chords, sections and loudness of a track",
    icon: ChartSpline,
    tint: "--stem-guitar",
    basics: ["picture", "tables"],
    chosen: {},
  },
  {
    name: "conversion",
    slug: "convert",
    title: "Convert",
    verb: "Convert",
    promise: "Another format, with tags and cover, and nothing else changed",
    icon: FileAudio,
    tint: "--ink-3",
    basics: ["target_format", "target_sample_rate", "bit_depth"],
    chosen: {},
  },
  {
    name: "stem_mastering",
    slug: "master-stems",
    title: "Master stems",
    verb: "Master",
    promise: "The stems of one song mixed and mastered as a whole",
    icon: Layers,
    tint: "--stem-drums",
    basics: ["genre", "intensity", "target", "target_format"],
    chosen: {},
  },
  {
    name: "album_mastering",
    slug: "master-album",
    title: "Master an album",
    verb: "Master",
    promise: "Up to twenty tracks as one record, at one loudness",
    icon: Disc3,
    tint: "--stem-drums",
    basics: ["genre", "intensity", "target", "loudness"],
    chosen: { genre: "auto" },
  },
];

export const SLUGS = TOOLS.map((tool) => tool.slug);

export function placeOfSlug(slug: string): ToolPlace | undefined {
  return TOOLS.find((tool) => tool.slug === slug);
}

/** Tools that have pages of another kind. */
const ELSEWHERE: Record<string, string> = {
  speech_synthesis: "Read aloud",
  premium_speech: "Read aloud",
  voice_cloning: "Clone a voice",
};

/** How a tool is called, also one that this app has no page for yet. */
export function toolTitle(name: string): string {
  const known = TOOLS.find((tool) => tool.name === name)?.title ?? ELSEWHERE[name];
  return known ?? name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");
}
