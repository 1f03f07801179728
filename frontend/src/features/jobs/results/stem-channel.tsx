import { useQuery } from "@tanstack/react-query";
import { assetUrl } from "@/api/assets";
import type { Schemas } from "@/api/client";
import { peaksQuery } from "@/player/peaks-query";
import { cx } from "@/ui/class-names";
import { DownloadLink } from "@/ui/download-link";
import { Slider } from "@/ui/slider";
import { Waveform } from "@/waveform/waveform";
import type { Channel } from "./mix-levels";
import { stemColor, stemTitle } from "./stem-colors";

type WaveformProps = Parameters<typeof Waveform>[0];

interface StemChannelProps {
  stem: Schemas["AssetView"];
  channel: Channel;
  audible: boolean;
  onChange: (channel: Channel) => void;
  waveform: Pick<WaveformProps, "durationS" | "timeS" | "playing" | "onSeek" | "onLoop" | "view" | "loop">;
}

export function StemChannel({ stem, channel, audible, onChange, waveform }: StemChannelProps) {
  const peaks = useQuery(peaksQuery(stem.asset_id, 4000));
  const title = stemTitle(stem.role);
  const color = stemColor(stem.role);
  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-2 px-4 py-3 sm:grid-cols-[13rem_minmax(0,1fr)_auto] sm:px-6">
      <div className="flex flex-col gap-1">
        <div className="flex items-center gap-2">
          <span aria-hidden className="size-2.5 rounded-full" style={{ background: `var(${color})` }} />
          <span className="grow truncate font-medium">{title}</span>
          <Toggle
            letter="M"
            label={`Mute ${title}`}
            on={channel.muted}
            onToggle={(muted) => onChange({ ...channel, muted })}
          />
          <Toggle
            letter="S"
            label={`Solo ${title}`}
            on={channel.solo}
            onToggle={(solo) => onChange({ ...channel, solo })}
          />
        </div>
        <Slider
          label={`Volume of ${title}`}
          value={channel.volume}
          min={0}
          max={1.5}
          step={0.05}
          valueText={`${Math.round(channel.volume * 100)} %`}
          onChange={(volume) => onChange({ ...channel, volume })}
        />
      </div>
      <Waveform
        {...waveform}
        label={`Position in ${title}`}
        peaks={peaks.data}
        color={color}
        dimmed={!audible}
        className="order-3 col-span-2 h-16 sm:order-none sm:col-span-1"
      />
      <DownloadLink href={assetUrl(stem.asset_id)} name={title} />
    </li>
  );
}

interface ToggleProps {
  letter: string;
  label: string;
  on: boolean;
  onToggle: (on: boolean) => void;
}

function Toggle({ letter, label, on, onToggle }: ToggleProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={on}
      title={label}
      onClick={() => onToggle(!on)}
      className={cx(
        "size-6 rounded-sm border text-xs font-semibold transition-colors",
        on ? "border-accent bg-accent text-on-accent" : "border-line text-ink-2 hover:bg-hover",
      )}
    >
      {letter}
    </button>
  );
}
