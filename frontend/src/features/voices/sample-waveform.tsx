import { useQuery } from "@tanstack/react-query";
import { usePlayer } from "@/player/player";
import { SoundWaveform } from "@/waveform/sound-waveform";
import { sampleQuery } from "./voice-sample";

/** The outline of a sample that was heard; before that there is nothing to draw. */
export function SampleWaveform({ voiceId, name }: { voiceId: string; name: string }) {
  const { data: sample } = useQuery({ ...sampleQuery(voiceId, null), enabled: false });
  const track = usePlayer((state) => (state.track?.id === `sample-${voiceId}` ? state.track : null));
  if (!sample || !track) return null;
  return (
    <SoundWaveform
      label={`Position in the sample of ${name}`}
      track={track}
      peaks={sample.peaks}
      className="h-8 w-full"
    />
  );
}
