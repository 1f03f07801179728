/** Parameter values as people read them. Those not named here speak for themselves. */

const LABELS: Record<string, string> = {
  auto: "Automatic",
  none: "None",
  spotify: "Spotify (−14 LUFS)",
  apple: "Apple Music (−16 LUFS)",
  youtube: "YouTube (−14 LUFS)",
  tidal: "Tidal (−14 LUFS)",
  amazon: "Amazon Music (−14 LUFS)",
  deezer: "Deezer (−15 LUFS)",
  ebu_r128: "Broadcast, EBU R 128 (−23 LUFS)",
  atsc_a85: "Broadcast, ATSC A/85 (−24 LKFS)",
  podcast: "Podcast (−16 LUFS)",
  club: "Club (−9 LUFS)",
  "spleeter:2stems": "Vocals and accompaniment · quick",
  "studio:4stems": "Vocals, drums, bass, other · quick",
  htdemucs: "HTDemucs · four stems",
  htdemucs_ft: "HTDemucs fine-tuned · four stems",
  htdemucs_6s: "HTDemucs · six stems",
  bs_roformer: "BS-RoFormer · four stems",
  bs_roformer_6s: "BS-RoFormer · six stems",
  bs_roformer_vocals: "BS-RoFormer · vocals",
  mel_band_roformer: "Mel-Band RoFormer · vocals",
  "whisper:tiny.en": "Tiny · English only, quickest",
  "whisper:base": "Base · quick",
  "whisper:small": "Small",
  "whisper:medium": "Medium",
  "whisper:large-v3": "Large · most exact, slow",
  transcribe: "Write what is said",
  translate: "Translate into English",
  "2stems": "Vocals and accompaniment",
  "4stems": "Vocals, drums, bass and the rest",
  midi: "MIDI as played",
  quantised_midi: "MIDI on the grid",
  score: "Score (MusicXML)",
  notes: "Table of notes",
  picture: "Piano roll",
  preview: "Simple preview",
  average: "Average of the sounds",
  median_spectrogram: "Median of the spectra",
  album: "Album: tracks keep their proportions",
  track: "Track: each meets the target",
  lofi: "Lo-fi",
  rnb: "R&B",
  hip_hop: "Hip-hop",
  cadence: "With a close",
  fade: "Fade out",
  stop: "Stop short",
  beats: "Times of the beats",
  licence: "Licence and sources",
  AAC: "AAC (M4A)",
  OGG: "Ogg Vorbis",
  OPUS: "Opus",
};

const UPPER = new Set(["txt", "srt", "vtt", "json"]);
const languages = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });

export function choiceLabel(field: string, value: string | number): string {
  if (typeof value === "number") return numberLabel(field, value);
  if (field === "language" && value !== "auto") return languages.of(value) ?? value;
  if (LABELS[value]) return LABELS[value];
  if (UPPER.has(value)) return value.toUpperCase();
  return value.charAt(0).toUpperCase() + value.slice(1).replaceAll("_", " ");
}

function numberLabel(field: string, value: number): string {
  if (field.endsWith("sample_rate")) return `${value / 1000} kHz`;
  if (field === "bit_depth") return value === 32 ? "32 bit float" : `${value} bit`;
  if (field === "bitrate_kbps") return `${value} kbit/s`;
  return String(value);
}

/** What it means to leave a parameter to the tool. */
export function unsetLabel(field: string): string {
  if (field === "target") return "Standard loudness";
  if (field === "target_sample_rate" || field === "bit_depth") return "As the source";
  if (field === "two_stems") return "All stems";
  return "Automatic";
}
