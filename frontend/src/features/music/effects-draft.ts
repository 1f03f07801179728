import { sessionDraft } from "@/api/session-draft";
import type { Values } from "@/features/tools/schema-fields";

interface EffectsDraft {
  words: string;
  /** What is set beside the words, by the names of the tool's parameters. */
  wishes: Values;
}

/** The sound effect that somebody is at. */
export const [useEffectsDraft, changeEffectsDraft] = sessionDraft<EffectsDraft>("effects-draft", {
  words: "",
  wishes: {},
});
