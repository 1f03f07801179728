import { useQuery } from "@tanstack/react-query";
import { assetUrl } from "@/api/assets";
import { peaksQuery } from "@/player/peaks-query";
import type { Track } from "@/player/player";
import { DownloadLink } from "@/ui/download-link";
import { PlayButton } from "./play-button";
import { SoundWaveform } from "./sound-waveform";

/** A sound that was made: to hear, to move about in, to take along. */
export function TrackRow({ track }: { track: Track }) {
  const { data: peaks } = useQuery(peaksQuery(track.id, 800));
  return (
    <div className="mt-3 flex items-center gap-3">
      <PlayButton track={track} variant="primary" />
      <SoundWaveform track={track} peaks={peaks} className="h-10 min-w-0 grow" />
      <DownloadLink href={assetUrl(track.id)} name={track.title} />
    </div>
  );
}
