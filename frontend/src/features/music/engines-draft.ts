import { sessionDraft } from "@/api/session-draft";
import type { Values } from "@/features/tools/schema-fields";

interface EnginesDraft {
  words: string;
  engine: string | null;
  /** What is set beside the words, by the names of the tool's parameters. */
  wishes: Values;
  /** A recording of the library that is to be changed. */
  sourceAudioId: string | null;
}

/** The piece or sound that an engine is to make. */
export const [useEnginesDraft, changeEnginesDraft] = sessionDraft<EnginesDraft>("engines-draft", {
  words: "",
  engine: null,
  wishes: {},
  sourceAudioId: null,
});
