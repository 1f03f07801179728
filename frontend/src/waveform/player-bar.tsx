import { useQuery } from "@tanstack/react-query";
import { Pause, Play, Volume2, X } from "lucide-react";
import { assetUrl } from "@/api/assets";
import { peaksQuery } from "@/player/peaks-query";
import { close, setVolume, toggle, usePlayer } from "@/player/player";
import { IconButton } from "@/ui/button";
import { DownloadLink } from "@/ui/download-link";
import { clock, length } from "@/ui/format-time";
import { Slider } from "@/ui/slider";
import { SoundWaveform } from "./sound-waveform";

/** The app's one player, at the foot of every page once something was played. */
export function PlayerBar() {
  const track = usePlayer((state) => state.track);
  const playing = usePlayer((state) => state.playing);
  const timeS = usePlayer((state) => Math.floor(state.timeS));
  const durationS = usePlayer((state) => state.durationS);
  const volume = usePlayer((state) => state.volume);
  const problem = usePlayer((state) => state.problem);
  const peaks = useQuery({ ...peaksQuery(track?.id ?? ""), enabled: track !== null && !track.url });
  if (!track) return null;
  return (
    <section
      aria-label="Player"
      className="flex items-center gap-3 border-t border-line bg-raised px-4 py-2.5 sm:gap-4 sm:px-6"
    >
      <IconButton
        label={playing ? "Pause" : "Play"}
        variant="primary"
        size="lg"
        className="rounded-full"
        onClick={() => toggle()}
      >
        {playing ? (
          <Pause aria-hidden className="size-5" />
        ) : (
          <Play aria-hidden className="size-5 translate-x-px" />
        )}
      </IconButton>
      <div className="w-32 min-w-0 shrink-0 sm:w-52">
        <p className="truncate font-medium">{track.title}</p>
        <p className="truncate text-sm text-ink-3">{problem ?? track.subtitle}</p>
      </div>
      <SoundWaveform track={track} peaks={track.peaks ?? peaks.data} className="h-11 min-w-0 grow" />
      <p className="numeric hidden text-sm whitespace-nowrap text-ink-2 sm:block">
        {clock(timeS)} / {length(durationS)}
      </p>
      <div className="hidden w-28 items-center gap-2 lg:flex">
        <Volume2 aria-hidden className="size-4 shrink-0 text-ink-3" />
        <Slider
          label="Volume"
          value={volume}
          min={0}
          max={1}
          step={0.02}
          valueText={`${Math.round(volume * 100)} %`}
          onChange={setVolume}
        />
      </div>
      {!track.url && <DownloadLink href={assetUrl(track.id)} name={track.title} className="hidden sm:grid" />}
      <IconButton label="Close the player" onClick={close}>
        <X aria-hidden className="size-4" />
      </IconButton>
    </section>
  );
}
