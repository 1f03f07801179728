import type { Values } from "@/features/tools/schema-fields";
import type { PlanRequest } from "./queries";

/** What a plan is asked for by, as JSON; nothing while nothing says what the music is to be. */
export function planRequest(words: string, presetId: string | null, wishes: Values): string | null {
  const prompt = words.trim();
  if (!prompt && !presetId && !wishes.genre && !wishes.mood) return null;
  const request: PlanRequest = { prompt, preset_id: presetId, settings: wishes };
  return JSON.stringify(request);
}
