import { useEffect, useState } from "react";
import type { Deck } from "@/player/deck";
import type { Readings } from "@/player/loudness-meter";
import processorUrl from "@/player/meter-processor.ts?worker&url";
import { useDeckState } from "@/player/use-deck";

/** What the bars span: the softest that shows, and the top. */
const FLOOR_DB = -48;
const TOP_DB = 3;

const METERS = [
  { label: "Momentary", unit: "LUFS", name: "momentaryLufs" },
  { label: "Short-term", unit: "LUFS", name: "shortTermLufs" },
  { label: "True peak", unit: "dBTP", name: "truePeakDbtp" },
] as const;

/** How loud what is heard is, from moment to moment; at rest they are empty. */
export function Meters({ deck }: { deck: Deck }) {
  const { playing } = useDeckState(deck);
  const [latest, setLatest] = useState<Readings | null>(null);

  useEffect(() => {
    // Where a browser has no audio thread, one hears without meters.
    deck.attachProcessor<Readings>(processorUrl, "meter", setLatest).catch(() => undefined);
  }, [deck]);

  return (
    <ul aria-label="Meters" className="grid gap-x-6 gap-y-2 sm:grid-cols-3">
      {METERS.map(({ label, unit, name }) => (
        <Meter key={name} label={label} unit={unit} value={playing && latest ? latest[name] : -Infinity} />
      ))}
    </ul>
  );
}

function Meter({ label, unit, value }: { label: string; unit: string; value: number }) {
  const shown = Math.min(TOP_DB, Math.max(FLOOR_DB, value));
  const text = Number.isFinite(value) ? `${value.toFixed(1).replace("-", "−")} ${unit}` : "–";
  const isOver = unit === "dBTP" && value > 0;
  return (
    <li className="text-sm">
      <div className="flex justify-between gap-2">
        <span className="text-ink-3">{label}</span>
        <span className={isOver ? "numeric text-bad" : "numeric text-ink-2"}>{text}</span>
      </div>
      <meter
        aria-label={label}
        aria-valuetext={text}
        min={FLOOR_DB}
        max={TOP_DB}
        value={shown}
        className="sr-only"
      />
      <div aria-hidden className="mt-1 h-1.5 overflow-hidden rounded-full bg-sunken">
        <div
          className={`h-full origin-left transition-transform duration-75 ${isOver ? "bg-bad" : "bg-accent"}`}
          style={{ transform: `scaleX(${(shown - FLOOR_DB) / (TOP_DB - FLOOR_DB)})` }}
        />
      </div>
    </li>
  );
}
