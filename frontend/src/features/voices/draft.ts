import { sessionDraft } from "@/api/session-draft";
import type { Values } from "@/features/tools/schema-fields";

interface Draft {
  text: string;
  voiceId: string;
  /** What was set, by tool: voices of different makers are set differently. */
  settings: Record<string, Values>;
}

/** The text that somebody is at, with its voice and settings. */
export const [useDraft, changeDraft] = sessionDraft<Draft>("speech-draft", {
  text: "",
  voiceId: "af_heart",
  settings: {},
});
