import { useQuery } from "@tanstack/react-query";
import { exactTimeS, seek, usePlayer } from "@/audio/player";
import { Waveform } from "@/audio/waveform";
import { sampleQuery } from "./voice-sample";

/** The outline of a sample that was heard; before that there is nothing to draw. */
export function SampleOutline({ voiceId, name }: { voiceId: string; name: string }) {
  const { data: sample } = useQuery({ ...sampleQuery(voiceId, null), enabled: false });
  const here = usePlayer((state) => state.track?.id === `sample-${voiceId}`);
  const playing = usePlayer((state) => here && state.playing);
  if (!sample || !here) return null;
  return (
    <Waveform
      label={`Position in the sample of ${name}`}
      peaks={sample.peaks}
      durationS={sample.peaks.durationS}
      timeS={exactTimeS}
      playing={playing}
      onSeek={seek}
      className="h-8 w-full"
    />
  );
}
