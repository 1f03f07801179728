/** What somebody is at, on one screen. It stays while this tab is open, reloads included, and is their own. */
import { create, type StoreApi, type UseBoundStore } from "zustand";
import { useSession } from "./session";

/** Returns the hook that reads a draft, and the function that changes it. */
export function sessionDraft<T extends object>(
  name: string,
  first: T,
): [UseBoundStore<StoreApi<T>>, (changes: Partial<T>) => void] {
  const key = () => {
    const { user } = useSession.getState();
    return `${name}/${user?.id}/${user?.workspace_id}`;
  };

  function read(): T {
    try {
      return { ...first, ...JSON.parse(sessionStorage.getItem(key()) ?? "{}") };
    } catch {
      return first;
    }
  }

  const useDraft = create<T>(() => read());
  const change = (changes: Partial<T>) => {
    useDraft.setState(changes);
    sessionStorage.setItem(key(), JSON.stringify(useDraft.getState()));
  };
  return [useDraft, change];
}
