import { sessionDraft } from "@/api/session-draft";
import type { Values } from "@/features/tools/schema-fields";
import type { PlanView } from "./queries";

export interface HitPoint {
  /** A text while it is no number yet. */
  time_s: number | string | null;
  label: string;
}

interface MusicDraft {
  words: string;
  presetId: string | null;
  /** What is set beside the words, by the names of the tool's parameters. */
  wishes: Values;
  hitPoints: HitPoint[];
  /** A recording of the library under which the music is to lie. */
  voiceAudioId: string | null;
  /** The plan after each edit, the last one last; they belong to the request that the first plan was made of. */
  edits: { request: string; views: PlanView[] };
}

/** The piece that somebody is at. */
export const [useMusicDraft, changeMusicDraft] = sessionDraft<MusicDraft>("music-draft", {
  words: "",
  presetId: null,
  wishes: {},
  hitPoints: [],
  voiceAudioId: null,
  edits: { request: "", views: [] },
});
