/** Which tool reads a text with a voice, and what it is told. */
import type { Values } from "@/features/tools/schema-fields";
import type { Voice } from "./queries";

export interface SpeechJob {
  tool: string;
  parameters: Record<string, unknown>;
}

/** Asked for with every text, so that words can follow its sound. */
const WORD_TIMES = "json";

export function toolOf(voice: Pick<Voice, "category">): "speech_synthesis" | "premium_speech" {
  return voice.category === "premium" ? "premium_speech" : "speech_synthesis";
}

/** `settings` holds what differs from the tool's defaults. */
export function speechJob(voice: Voice, text: string, settings: Values): SpeechJob {
  const tool = toolOf(voice);
  if (tool === "premium_speech") {
    const id = voice.id.slice(voice.provider.length + 1);
    return { tool, parameters: { ...settings, text, provider: voice.provider, voice: id } };
  }
  const asked = Array.isArray(settings.timestamps) ? settings.timestamps : [];
  const timestamps = [...new Set([...asked, WORD_TIMES])];
  return { tool, parameters: { ...settings, text, voice: voice.id, timestamps } };
}
