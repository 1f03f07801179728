import { useQuery } from "@tanstack/react-query";
import { LoaderCircle, Pause, Play } from "lucide-react";
import { useState } from "react";
import { problemOf } from "@/api/problem";
import { pause, play, usePlayer } from "@/player/player";
import { IconButton } from "@/ui/button";
import { toast } from "@/ui/toast";
import { sampleAddress, sampleQuery, sampleTrack } from "./voice-sample";

interface SampleButtonProps {
  voiceId: string;
  name: string;
  url: string | null;
}

/** Plays a voice's sample through the app's one player; the first time, the server may have to make it. */
export function SampleButton({ voiceId, name, url }: SampleButtonProps) {
  const address = sampleAddress(url);
  const [waiting, setWaiting] = useState(false);
  const sample = useQuery({ ...sampleQuery(voiceId, address), enabled: false });
  const playing = usePlayer((state) => state.playing && state.track?.id === `sample-${voiceId}`);

  async function press() {
    if (playing) {
      pause();
      return;
    }
    setWaiting(true);
    const { data, error } = sample.data ? sample : await sample.refetch();
    setWaiting(false);
    if (data) play(sampleTrack(voiceId, name, data));
    else toast(problemOf(error).detail);
  }

  if (!address) return null;
  return (
    <IconButton
      variant="plain"
      label={playing ? `Pause ${name}` : `Hear ${name}`}
      aria-busy={waiting}
      onClick={press}
    >
      {waiting ? (
        <LoaderCircle aria-hidden className="size-4 animate-spin" />
      ) : playing ? (
        <Pause aria-hidden className="size-4" />
      ) : (
        <Play aria-hidden className="size-4 translate-x-px" />
      )}
    </IconButton>
  );
}
