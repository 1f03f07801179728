/** Voices that somebody likes. The server keeps no such list, so this browser does, for each workspace. */
import { create } from "zustand";
import { useSession } from "@/api/session";

const key = () => `favourite-voices/${useSession.getState().user?.workspace_id}`;

function read(): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key()) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : []);
  } catch {
    return new Set();
  }
}

const useStore = create<{ key: string; ids: ReadonlySet<string> }>(() => ({ key: "", ids: new Set() }));

export function useFavourites(): ReadonlySet<string> {
  return useStore(({ ids }) => ids);
}

/** To be called where favourites are shown: another person may have signed in since. */
export function loadFavourites(): void {
  if (useStore.getState().key !== key()) useStore.setState({ key: key(), ids: read() });
}

export function toggleFavourite(voiceId: string): void {
  const ids = new Set(read());
  if (!ids.delete(voiceId)) ids.add(voiceId);
  localStorage.setItem(key(), JSON.stringify([...ids]));
  useStore.setState({ ids });
}
