import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { sampleAddress, sampleQuery } from "@/player/sample";
import { cx } from "@/ui/class-names";
import { SampleButton } from "@/waveform/sample-button";
import { SampleWaveform } from "@/waveform/sample-waveform";
import { presetIcon } from "./preset-icons";
import type { Preset } from "./queries";

interface PresetCardProps {
  preset: Preset;
  chosen: boolean;
  onChoose: () => void;
}

/** A style to hear and to begin with. */
export function PresetCard({ preset, chosen, onChoose }: PresetCardProps) {
  const sampleId = `preset-${preset.id}`;
  const preview = useQuery({
    ...sampleQuery(sampleId, sampleAddress(preset.preview_url)),
    enabled: false,
  });
  const Icon = presetIcon(preset.icon);
  return (
    <li
      className={cx(
        "relative flex flex-col gap-2 rounded-lg border p-3 transition-colors",
        chosen ? "border-accent bg-accent-soft" : "border-line bg-surface hover:border-line-strong",
      )}
    >
      <div className="flex items-start gap-3">
        <span
          aria-hidden
          className="grid size-9 shrink-0 place-items-center rounded-md bg-accent-soft text-accent-ink"
        >
          <Icon className="size-4.5" />
        </span>
        <div className="min-w-0 grow">
          <p className="flex items-center gap-1.5 font-medium">
            <button
              type="button"
              aria-pressed={chosen}
              onClick={onChoose}
              className="truncate rounded-sm text-left after:absolute after:inset-0 after:rounded-lg"
            >
              {preset.name}
            </button>
            {chosen && <Check aria-hidden className="size-4 shrink-0 text-accent-ink" />}
          </p>
          <p role="status" className="line-clamp-2 text-sm text-ink-3">
            {preview.isFetching ? "Its preview is being made, once for everybody…" : preset.prompt}
          </p>
        </div>
        <div className="relative shrink-0">
          <SampleButton id={sampleId} name={preset.name} url={preset.preview_url} />
        </div>
      </div>
      <div className="relative empty:hidden">
        <SampleWaveform id={sampleId} name={preset.name} />
      </div>
    </li>
  );
}
