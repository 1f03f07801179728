import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { channelLocks, type TabLocks } from "./tab-locks";

const channels: FakeChannel[] = [];

/** Tells all others at once, as a real one does a little later. */
class FakeChannel {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  constructor() {
    channels.push(this);
  }
  postMessage(data: unknown) {
    for (const other of channels) if (other !== this) other.onmessage?.({ data });
  }
}

let first: TabLocks;
let second: TabLocks;

beforeEach(() => {
  vi.useFakeTimers();
  channels.length = 0;
  first = channelLocks(new FakeChannel() as unknown as BroadcastChannel);
  second = channelLocks(new FakeChannel() as unknown as BroadcastChannel);
});
afterEach(() => void vi.useRealTimers());

/** Holds a lock until the function that comes back is called. */
async function hold(locks: TabLocks, name: string): Promise<() => void> {
  let release = () => {};
  let taken = false;
  void locks.request(name, {}, () => {
    taken = true;
    return new Promise<void>((resolve) => {
      release = resolve;
    });
  });
  await vi.runAllTimersAsync();
  expect(taken).toBe(true);
  return () => release();
}

async function isFree(locks: TabLocks, name: string): Promise<boolean> {
  const answer = locks.request(name, { ifAvailable: true }, (lock) => lock !== null);
  await vi.runAllTimersAsync();
  return (await answer) as boolean;
}

test("what one tab holds no tab gets until it is released", async () => {
  const release = await hold(first, "upload 1");
  expect(await isFree(second, "upload 1")).toBe(false);
  expect(await isFree(first, "upload 1")).toBe(false);
  expect(await isFree(second, "upload 2")).toBe(true);
  release();
  await vi.runAllTimersAsync();
  expect(await isFree(second, "upload 1")).toBe(true);
});

test.each([
  ["the one", () => [first, second]],
  ["the other", () => [second, first]],
])("of two tabs that ask at once one gets it, whether %s comes first", async (_, both) => {
  const answers = both().map((locks) =>
    locks.request("upload 1", { ifAvailable: true }, async (lock) => {
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      return lock !== null;
    }),
  );
  await vi.runAllTimersAsync();
  expect((await Promise.all(answers)).toSorted()).toEqual([false, true]);
});

test("who waits gets it when it is free, unless they gave up", async () => {
  const release = await hold(first, "upload 1");
  const got = vi.fn();
  const gaveUp = new AbortController();
  const never = second.request("upload 1", { signal: gaveUp.signal }, () => got("too late"));
  const refused = expect(never).rejects.toThrow();
  await vi.runAllTimersAsync();
  gaveUp.abort();
  await refused;
  void second.request("upload 1", {}, () => got("after it"));
  await vi.runAllTimersAsync();
  expect(got).not.toHaveBeenCalled();
  release();
  await vi.runAllTimersAsync();
  expect(got.mock.calls).toEqual([["after it"]]);
});

test("a tab that is left lets go of what it held", async () => {
  await hold(first, "upload 1");
  const got = vi.fn();
  void second.request("upload 1", {}, got);
  await vi.runAllTimersAsync();
  const [left] = channels;
  if (left) left.onmessage = null; // it answers no more
  globalThis.dispatchEvent(new Event("pagehide"));
  await vi.runAllTimersAsync();
  expect(got).toHaveBeenCalledOnce();
});
