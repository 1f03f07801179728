import { useEffect, useState, useSyncExternalStore } from "react";
import { Deck, type DeckState } from "./deck";
import { openSounds } from "./sounds";

export type DeckLoad =
  | { state: "loading"; ready: number }
  | { state: "failed"; error: unknown }
  | { state: "ready"; deck: Deck };

/** Loads sounds by their ids and addresses, and puts them on a deck that goes when the page goes. */
export function useDeck(urls: Map<string, string>): DeckLoad & { retry: () => void } {
  const [load, setLoad] = useState<DeckLoad>({ state: "loading", ready: 0 });
  const [tries, setTries] = useState(0);
  // Addresses are signed anew at every look; the sounds behind them stay the same.
  const key = [...urls.keys()].join(" ");

  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const gone = new AbortController();
    let deck: Deck | undefined;
    setLoad({ state: "loading", ready: 0 });
    openSounds(urls, (ready) => setLoad({ state: "loading", ready }), gone.signal)
      .then(({ context, sounds }) => {
        deck = new Deck(context, sounds);
        if (gone.signal.aborted) deck.close();
        else setLoad({ state: "ready", deck });
      })
      .catch((error: unknown) => !gone.signal.aborted && setLoad({ state: "failed", error }));
    return () => {
      gone.abort();
      deck?.close();
    };
  }, [key, tries]);

  return { ...load, retry: () => setTries((count) => count + 1) };
}

export function useDeckState(deck: Deck): DeckState {
  return useSyncExternalStore(deck.subscribe, () => deck.state);
}

/** Draws again while it plays, some times a second: for the clock and whatever follows the sound. */
export function useDeckTime(deck: Deck, timesASecond = 10): number {
  const { playing } = useDeckState(deck);
  const [, draw] = useState(0);
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => draw((count) => count + 1), 1000 / timesASecond);
    return () => clearInterval(timer);
  }, [playing, timesASecond]);
  return deck.timeS();
}
