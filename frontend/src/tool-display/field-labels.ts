/** Labels and hints for people, where the tools' own, which are for everyone, say more than a form needs. */

interface Words {
  label?: string;
  hint?: string;
}

const WORDS: Record<string, Words> = {
  speed: { hint: "1 is the voice’s own pace." },
  pitch_semitones: { hint: "The voice’s character stays." },
  stability: { hint: "From lively to steady." },
  intonation: { hint: "How far the pitch moves; at 0 it is a monotone." },
  similarity: { label: "Likeness", hint: "How near a cloned voice stays to its speaker." },
  markup: { label: "Marks in the text" },
  timestamps: { label: "Files with the time of each word", hint: "" },
  target: { label: "Loudness", hint: "For where it will be heard." },
  target_lufs: { label: "Exact loudness", hint: "In place of the choice above." },
  target_format: { label: "Format", hint: "" },
  output_format: { label: "Format", hint: "" },
  target_sample_rate: { label: "Sample rate", hint: "" },
  bit_depth: { hint: "Of WAV, FLAC and AIFF." },
  bitrate_kbps: { label: "Bit rate", hint: "Of MP3, AAC, Ogg and Opus." },
  ceiling_dbtp: { label: "Highest true peak" },
  model: { hint: "Those that promise more also take longer." },
  karaoke: { hint: "The mix without its lead voice, instead of stems." },
  task: { label: "Write" },
  separate: { label: "Parts" },
  report: { label: "Draw the report" },
  preview: {
    label: "Half a minute of both",
    hint: "Original and master, equally loud, as files to pass on.",
  },
  picture: { label: "Draw it on one page" },
  tables: { label: "Tables of beats and chords" },
  level: { label: "Even out the level" },
  dereverb: { label: "Take out the room" },
  hum: { label: "Take out hum" },
  denoise: { label: "Take out noise" },
  declip: { label: "Mend clipping" },
  speakers: { label: "Tell speakers apart" },
};

export function fieldLabels(
  name: string,
  own: { label: string; hint: string },
): { label: string; hint: string } {
  return { ...own, ...WORDS[name] };
}
