import { useEffect, useMemo, useState } from "react";
import { assetUrl } from "@/api/assets";
import type { Schemas } from "@/api/client";
import type { Deck, Region } from "@/player/deck";
import { useDeck, useDeckState, useDeckTime } from "@/player/use-deck";
import { Card } from "@/ui/card";
import { DeckLoading } from "@/waveform/deck-loading";
import { Transport } from "@/waveform/transport";
import { audibleLevels, type Channel, newChannel } from "./mix-levels";
import { StemChannel } from "./stem-channel";

type Asset = Schemas["AssetView"];

const ZOOM_STEP = 2;
const MOST_ZOOM = 32;

/** Stems of a song, playing as one: silence one, hear one alone, set their levels, loop a passage. */
export function StemMixer({ stems }: { stems: Asset[] }) {
  const urls = useMemo(() => new Map(stems.map(({ asset_id }) => [asset_id, assetUrl(asset_id)])), [stems]);
  const load = useDeck(urls);
  return (
    <Card aria-label="Stems" flush>
      {load.state === "ready" ? (
        <Mixer deck={load.deck} stems={stems} />
      ) : (
        <DeckLoading load={load} sounds={stems.length} onRetry={load.retry} />
      )}
    </Card>
  );
}

function Mixer({ deck, stems }: { deck: Deck; stems: Asset[] }) {
  const { playing, durationS, loop } = useDeckState(deck);
  const timeS = useDeckTime(deck);
  const [channels, setChannels] = useState<Record<string, Channel>>(() =>
    Object.fromEntries(stems.map(({ asset_id }) => [asset_id, newChannel()])),
  );
  const [zoom, setZoom] = useState(1);
  const levels = useMemo(() => audibleLevels(channels), [channels]);

  useEffect(() => deck.setLevels(levels), [deck, levels]);

  const view = viewAround(timeS, durationS, zoom);
  return (
    <>
      <Transport
        deck={deck}
        onZoom={(direction) =>
          setZoom((now) =>
            Math.min(MOST_ZOOM, Math.max(1, direction > 0 ? now * ZOOM_STEP : now / ZOOM_STEP)),
          )
        }
        zoomed={zoom > 1}
      />
      <ul className="divide-y divide-line border-t border-line">
        {stems.map((stem) => (
          <StemChannel
            key={stem.asset_id}
            stem={stem}
            channel={channels[stem.asset_id] ?? newChannel()}
            audible={(levels[stem.asset_id] ?? 0) > 0}
            onChange={(channel) => setChannels((all) => ({ ...all, [stem.asset_id]: channel }))}
            waveform={{
              durationS,
              timeS: deck.timeS,
              playing,
              onSeek: deck.seek,
              onLoop: deck.setLoop,
              view,
              loop,
            }}
          />
        ))}
      </ul>
    </>
  );
}

/** What is in sight: turned over like pages, so that the picture stands still while it plays. */
function viewAround(timeS: number, durationS: number, zoom: number): Region {
  const spanS = durationS / zoom;
  const page = Math.min(zoom - 1, Math.floor(timeS / spanS));
  return { fromS: page * spanS, toS: (page + 1) * spanS };
}
