import { useQuery } from "@tanstack/react-query";
import { LoaderCircle, Pause, Play } from "lucide-react";
import { problemOf } from "@/api/problem";
import { pause, play, usePlayer } from "@/player/player";
import { sampleAddress, sampleQuery, sampleTrack } from "@/player/sample";
import { IconButton } from "@/ui/button";
import { toast } from "@/ui/toast";

interface SampleButtonProps {
  id: string;
  name: string;
  url: string | null;
}

/** Plays a sample through the app's one player; the first time, the server may have to make it. */
export function SampleButton({ id, name, url }: SampleButtonProps) {
  const address = sampleAddress(url);
  const sample = useQuery({ ...sampleQuery(id, address), enabled: false });
  const playing = usePlayer((state) => state.playing && state.track?.id === `sample-${id}`);

  async function press() {
    if (playing) {
      pause();
      return;
    }
    const { data, error } = sample.data ? sample : await sample.refetch();
    if (data) play(sampleTrack(id, name, data));
    else toast(problemOf(error).detail);
  }

  if (!address) return null;
  return (
    <IconButton
      variant="plain"
      label={playing ? `Pause ${name}` : `Hear ${name}`}
      aria-busy={sample.isFetching}
      onClick={press}
    >
      {sample.isFetching ? (
        <LoaderCircle aria-hidden className="size-4 animate-spin" />
      ) : playing ? (
        <Pause aria-hidden className="size-4" />
      ) : (
        <Play aria-hidden className="size-4 translate-x-px" />
      )}
    </IconButton>
  );
}
