/** The text that somebody is at, with its voice and settings. It stays while this tab is open, reloads included. */
import { create } from "zustand";
import { useSession } from "@/api/session";
import type { Values } from "@/features/tools/schema-fields";

interface Draft {
  text: string;
  voiceId: string;
  /** What was set, by tool: voices of different makers are set differently. */
  settings: Record<string, Values>;
}

const FIRST: Draft = { text: "", voiceId: "af_heart", settings: {} };
const key = () => `speech-draft/${useSession.getState().user?.id}`;

function read(): Draft {
  try {
    return { ...FIRST, ...JSON.parse(sessionStorage.getItem(key()) ?? "{}") };
  } catch {
    return FIRST;
  }
}

export const useDraft = create<Draft>(() => read());

export function changeDraft(changes: Partial<Draft>): void {
  useDraft.setState(changes);
  sessionStorage.setItem(key(), JSON.stringify(useDraft.getState()));
}
