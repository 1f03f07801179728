import { Plus, X } from "lucide-react";
import { readNumber } from "@/features/tools/schema-fields";
import { Button, IconButton } from "@/ui/button";
import { CONTROL } from "@/ui/field";
import type { HitPoint } from "./music-draft";

const MOST = 32;

interface HitPointsProps {
  points: HitPoint[];
  onChange: (points: HitPoint[]) => void;
}

/** The moments of a film at which something new is to begin. */
export function HitPoints({ points, onChange }: HitPointsProps) {
  const change = (index: number, changed: Partial<HitPoint>) =>
    onChange(points.map((point, at) => (at === index ? { ...point, ...changed } : point)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1.5 text-sm font-medium">Moments of a film</legend>
      <p className="text-sm text-ink-3">A new section begins there, on a down-beat.</p>
      {points.map((point, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a moment is nothing but its place in the list
        <div key={index} className="flex items-center gap-2">
          <input
            aria-label={`Moment ${index + 1}, in seconds`}
            inputMode="decimal"
            placeholder="12.5 s"
            value={point.time_s ?? ""}
            onChange={(event) => change(index, { time_s: readNumber(event.target.value) })}
            className={`${CONTROL} numeric h-9 w-24`}
          />
          <input
            aria-label={`What happens at moment ${index + 1}`}
            placeholder="Door opens"
            maxLength={80}
            value={point.label}
            onChange={(event) => change(index, { label: event.target.value })}
            className={`${CONTROL} h-9 min-w-0 grow`}
          />
          <IconButton
            label={`Remove moment ${index + 1}`}
            size="sm"
            onClick={() => onChange(points.filter((_, at) => at !== index))}
          >
            <X aria-hidden className="size-4" />
          </IconButton>
        </div>
      ))}
      {points.length < MOST && (
        <Button
          size="sm"
          className="self-start"
          onClick={() => onChange([...points, { time_s: null, label: "" }])}
        >
          <Plus aria-hidden className="size-4" /> Add a moment
        </Button>
      )}
    </fieldset>
  );
}
