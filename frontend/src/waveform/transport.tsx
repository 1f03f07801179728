import { LoaderCircle, Pause, Play, Repeat, ZoomIn, ZoomOut } from "lucide-react";
import type { ReactNode } from "react";
import type { Deck } from "@/player/deck";
import { useDeckState, useDeckTime } from "@/player/use-deck";
import { IconButton } from "@/ui/button";
import { clock, length } from "@/ui/format-time";

const LOOP_S = 8;

interface TransportProps {
  deck: Deck;
  onZoom?: (direction: 1 | -1) => void;
  zoomed?: boolean;
  children?: ReactNode;
}

/** Play, time, loop and zoom of a deck. */
export function Transport({ deck, onZoom, zoomed, children }: TransportProps) {
  const { playing, waiting, durationS, loop } = useDeckState(deck);
  const timeS = useDeckTime(deck);

  function toggleLoop() {
    if (loop) {
      deck.setLoop(null);
      return;
    }
    const fromS = Math.max(0, Math.min(timeS, durationS - LOOP_S));
    deck.setLoop({ fromS, toS: Math.min(durationS, fromS + LOOP_S) });
  }

  return (
    <div className="flex flex-wrap items-center gap-3 px-4 py-3 sm:px-6">
      <IconButton
        label={playing ? "Pause" : "Play"}
        variant="primary"
        size="lg"
        onClick={deck.toggle}
        data-space="play"
      >
        {waiting ? (
          <LoaderCircle aria-hidden className="size-5 animate-spin" />
        ) : playing ? (
          <Pause aria-hidden className="size-5" />
        ) : (
          <Play aria-hidden className="size-5 translate-x-px" />
        )}
      </IconButton>
      <p className="numeric text-ink-2">
        <span className="font-medium text-ink">{clock(timeS)}</span> / {length(durationS)}
      </p>
      {children}
      <div className="ml-auto flex gap-1">
        <IconButton
          label={
            loop
              ? `Stop repeating ${clock(loop.fromS)} to ${clock(loop.toS)}`
              : `Repeat the next ${LOOP_S} seconds`
          }
          pressed={loop !== null}
          onClick={toggleLoop}
        >
          <Repeat aria-hidden className="size-4" />
        </IconButton>
        {onZoom && (
          <>
            <IconButton label="Zoom out" disabled={!zoomed} onClick={() => onZoom(-1)}>
              <ZoomOut aria-hidden className="size-4" />
            </IconButton>
            <IconButton label="Zoom in" onClick={() => onZoom(1)}>
              <ZoomIn aria-hidden className="size-4" />
            </IconButton>
          </>
        )}
      </div>
    </div>
  );
}
