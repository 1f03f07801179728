import { useQuery } from "@tanstack/react-query";
import { usePlayer } from "@/player/player";
import { sampleQuery } from "@/player/sample";
import { SoundWaveform } from "./sound-waveform";

/** The outline of a sample that was heard; before that there is nothing to draw. */
export function SampleWaveform({ id, name }: { id: string; name: string }) {
  const { data: sample } = useQuery({ ...sampleQuery(id, null), enabled: false });
  const track = usePlayer((state) => (state.track?.id === `sample-${id}` ? state.track : null));
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
