import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { assetUrl } from "@/api/assets";
import type { Schemas } from "@/api/client";
import type { Deck } from "@/player/deck";
import { peaksQuery } from "@/player/peaks-query";
import { useDeck, useDeckState } from "@/player/use-deck";
import { Card } from "@/ui/card";
import { Segmented } from "@/ui/segmented";
import { Switch } from "@/ui/switch";
import { DeckLoading } from "@/waveform/deck-loading";
import { Meters } from "@/waveform/meters";
import { Transport } from "@/waveform/transport";
import { Waveform } from "@/waveform/waveform";
import { type Loudness, levelMatch, loudnessOf } from "./loudness";

type Asset = Schemas["AssetView"];

interface ComparisonProps {
  original: Asset;
  made: Asset;
  report: Record<string, unknown> | null | undefined;
}

const PEAK_PAIRS = 2000;

/** Original and result at the push of a button, without a gap, and at one loudness unless told otherwise. */
export function Comparison({ original, made, report }: ComparisonProps) {
  const urls = useMemo(
    () =>
      new Map([
        ["original", assetUrl(original.asset_id)],
        ["made", assetUrl(made.asset_id)],
      ]),
    [original.asset_id, made.asset_id],
  );
  const load = useDeck(urls);
  return (
    <Card aria-label="Before and after" flush>
      {load.state === "ready" ? (
        <Switcher
          deck={load.deck}
          ids={{ original: original.asset_id, made: made.asset_id }}
          before={loudnessOf(report?.before)}
          after={loudnessOf(report?.after)}
        />
      ) : (
        <DeckLoading load={load} sounds={2} onRetry={load.retry} />
      )}
    </Card>
  );
}

type Side = "original" | "made";

interface SwitcherProps {
  deck: Deck;
  ids: Record<Side, string>;
  before: Loudness | null;
  after: Loudness | null;
}

function Switcher({ deck, ids, before, after }: SwitcherProps) {
  const { playing, durationS, loop } = useDeckState(deck);
  const [heard, setHeard] = useState<Side>("made");
  const [matched, setMatched] = useState(true);
  const gains = levelMatch(before, after);
  const { data: peaks } = useQuery(peaksQuery(ids[heard], PEAK_PAIRS));

  useEffect(() => {
    const levels = matched && gains ? gains : { original: 1, made: 1 };
    deck.setLevels({ ...levels, [heard === "made" ? "original" : "made"]: 0 });
  }, [deck, heard, matched, gains]);

  const figures = heard === "made" ? after : before;
  return (
    <>
      <Transport deck={deck}>
        <Segmented
          label="What is heard"
          value={heard}
          onChange={(side) => setHeard(side as Side)}
          choices={[
            { value: "original", label: "Original" },
            { value: "made", label: "Result" },
          ]}
        />
        {figures && (
          <p className="numeric text-sm text-ink-3" aria-live="polite">
            Whole file: {signed(figures.lufs)} LUFS · {signed(figures.truePeakDbtp)} dBTP
          </p>
        )}
      </Transport>
      <div className="border-t border-line px-4 py-4 sm:px-6">
        <Waveform
          label={`Position in the ${heard === "made" ? "result" : "original"}`}
          peaks={peaks}
          durationS={durationS}
          timeS={deck.timeS}
          playing={playing}
          onSeek={deck.seek}
          loop={loop}
          onLoop={deck.setLoop}
          color={heard === "made" ? "--accent" : "--ink-3"}
          className="mb-4 h-24"
        />
        <Meters deck={deck} />
        {gains && (
          <div className="mt-4">
            <Switch
              label="At the same loudness"
              hint="Louder always seems better; this way you hear what else was done."
              checked={matched}
              onChange={setMatched}
            />
          </div>
        )}
      </div>
    </>
  );
}

function signed(value: number): string {
  return value.toFixed(1).replace("-", "−");
}
