import type { Peaks } from "@/player/peaks";
import { exactTimeS, play, seek, type Track, usePlayer } from "@/player/player";
import { Waveform } from "./waveform";

interface SoundWaveformProps {
  track: Track;
  peaks: Peaks | undefined;
  label?: string;
  className?: string;
}

/** The outline of a sound in the app's player: it plays from where it is pressed. */
export function SoundWaveform({ track, peaks, label, className }: SoundWaveformProps) {
  const here = usePlayer((state) => state.track?.id === track.id);
  const playing = usePlayer((state) => here && state.playing);
  const measuredS = usePlayer((state) => (here ? state.durationS : 0));
  // Its position is told each second while it plays, and at once where it is moved at rest.
  usePlayer((state) => (here ? (state.playing ? Math.floor(state.timeS) : state.timeS) : 0));
  return (
    <Waveform
      label={label ?? `Position in ${track.title}`}
      peaks={peaks}
      durationS={measuredS || (track.durationS ?? peaks?.durationS ?? 0)}
      timeS={() => (here ? exactTimeS() : 0)}
      playing={playing}
      onSeek={(timeS) => {
        if (!here) play(track);
        seek(timeS);
      }}
      className={className}
    />
  );
}
