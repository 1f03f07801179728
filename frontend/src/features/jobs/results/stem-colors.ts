/** Each stem has a colour of its own, wherever it is seen. Names of tokens. */
const COLORS: Record<string, string> = {
  vocals: "--stem-vocals",
  drums: "--stem-drums",
  bass: "--stem-bass",
  guitar: "--stem-guitar",
  piano: "--stem-piano",
  percussion: "--stem-drums",
  chords: "--stem-piano",
  arpeggio: "--stem-guitar",
  riff: "--stem-guitar",
  lead: "--stem-vocals",
  counter_melody: "--stem-vocals",
};

export function stemColor(role: string): string {
  return COLORS[role] ?? "--stem-other";
}

const TITLES: Record<string, string> = {
  quantised_midi: "MIDI on the grid",
  preview_original: "Excerpt of the original",
  preview_master: "Excerpt of the master",
};
const ABBREVIATIONS = new Set(["txt", "srt", "vtt", "json", "midi"]);

export function stemTitle(role: string): string {
  if (ABBREVIATIONS.has(role)) return role.toUpperCase();
  return TITLES[role] ?? role.charAt(0).toUpperCase() + role.slice(1).replaceAll("_", " ");
}
