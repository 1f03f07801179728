/** What is known of voices, in words, and which of them are looked for. */
import type { Voice } from "./queries";

export interface VoiceFilter {
  words: string;
  language: string;
  gender: string;
  accent: string;
  favouritesOnly: boolean;
}

export const ANY = "any";
export const NO_FILTER: VoiceFilter = {
  words: "",
  language: ANY,
  gender: ANY,
  accent: ANY,
  favouritesOnly: false,
};

const languages = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });

export function languageName(tag: string): string {
  try {
    return languages.of(tag) ?? tag;
  } catch {
    return tag; // A provider's own name of a language, which is no tag.
  }
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "Female · American": the accent says the language, too, where there is one. */
export function factsOf(voice: Voice): string {
  const speech = voice.accent?.replace(/ English$/, "") ?? (voice.language && languageName(voice.language));
  return [voice.gender, speech, voice.age]
    .filter(Boolean)
    .map((fact) => capital(String(fact)))
    .join(" · ");
}

export function filterVoices(voices: Voice[], filter: VoiceFilter, favourites: readonly string[]): Voice[] {
  const words = filter.words.toLowerCase().split(/\s+/).filter(Boolean);
  return voices.filter((voice) => {
    const language = voice.language ? languageName(voice.language) : "";
    const told = `${voice.name} ${voice.id} ${factsOf(voice)} ${language} ${voice.description}`;
    return (
      (filter.language === ANY || voice.language === filter.language) &&
      (filter.gender === ANY || voice.gender === filter.gender) &&
      (filter.accent === ANY || voice.accent === filter.accent) &&
      (!filter.favouritesOnly || favourites.includes(voice.id)) &&
      words.every((word) => told.toLowerCase().includes(word))
    );
  });
}

/** The values that a fact has among these voices, in order, each with its words. */
export function choicesOf(
  voices: Voice[],
  fact: "language" | "gender" | "accent",
): { value: string; label: string }[] {
  const values = [...new Set(voices.flatMap((voice) => voice[fact] ?? []))];
  return values
    .map((value) => ({ value, label: fact === "language" ? languageName(value) : capital(value) }))
    .sort((one, other) => one.label.localeCompare(other.label));
}
