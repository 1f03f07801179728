/** Jobs that were sent from this page to make a sound: each is played once, as soon as it is ready. */
import { create } from "zustand";

export const useAwaited = create<{ ids: ReadonlySet<string> }>(() => ({ ids: new Set() }));

export function expectTake(jobId: string): void {
  useAwaited.setState(({ ids }) => ({ ids: new Set([...ids, jobId]) }));
}

export function forgetTake(jobId: string): void {
  useAwaited.setState(({ ids }) => ({ ids: new Set([...ids].filter((id) => id !== jobId)) }));
}
