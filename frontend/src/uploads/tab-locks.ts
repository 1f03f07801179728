/**
 * Locks among the tabs of one browser. Browsers have their own for pages that came by https or from this machine; elsewhere
 * the tabs ask each other, and a tab that is gone does not answer.
 */
import { newKey } from "@/api/new-key";

export interface TabLocks {
  /** Runs `use` while no other tab holds this lock; with `ifAvailable` at once, with null where another one does. */
  request(
    name: string,
    options: { ifAvailable?: boolean; signal?: AbortSignal },
    use: (lock: object | null) => unknown,
  ): Promise<unknown>;
}

type Message = { kind: "ask" | "refuse" | "free"; name: string; from: string };

const ANSWER_MS = 500;

/** Locks by the answers of other tabs. */
export function channelLocks(channel: BroadcastChannel): TabLocks {
  const tab = newKey();
  const held = new Set<string>();
  const asking = new Map<string, () => void>();
  const waiting = new Set<() => void>();

  const tell = (kind: Message["kind"], name: string) => channel.postMessage({ kind, name, from: tab });

  channel.onmessage = ({ data: { kind, name, from } }: MessageEvent<Message>) => {
    if (kind === "ask") {
      if (held.has(name) || (asking.has(name) && tab < from)) tell("refuse", name);
      else asking.get(name)?.(); // of two that ask at once, one gives way
    }
    if (kind === "refuse") asking.get(name)?.();
    if (kind === "free") for (const tryAgain of waiting) tryAgain();
  };
  globalThis.addEventListener("pagehide", () => {
    for (const name of held) tell("free", name);
  });

  function claim(name: string): Promise<boolean> {
    if (held.has(name) || asking.has(name)) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (isFree: boolean) => {
        clearTimeout(timer);
        asking.delete(name);
        if (isFree) held.add(name);
        resolve(isFree);
      };
      const timer = setTimeout(() => end(true), ANSWER_MS);
      asking.set(name, () => end(false));
      tell("ask", name);
    });
  }

  function freed(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const tryAgain = () => {
        waiting.delete(tryAgain);
        resolve();
      };
      waiting.add(tryAgain);
      signal?.addEventListener("abort", () => {
        waiting.delete(tryAgain);
        reject(signal.reason);
      });
    });
  }

  return {
    async request(name, { ifAvailable, signal }, use) {
      while (!(await claim(name))) {
        if (ifAvailable) return use(null);
        await freed(signal);
      }
      try {
        signal?.throwIfAborted();
        return await use({ name });
      } finally {
        held.delete(name);
        tell("free", name);
        for (const tryAgain of waiting) tryAgain();
      }
    },
  };
}

export const locks: TabLocks = navigator.locks ?? channelLocks(new BroadcastChannel("locks"));
