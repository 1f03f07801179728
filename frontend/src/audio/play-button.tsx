import { Pause, Play } from "lucide-react";
import { IconButton } from "@/ui/button";
import { type Track, toggle, usePlayer } from "./player";

interface PlayButtonProps {
  track: Track;
  look?: "plain" | "primary";
  className?: string;
}

/** Plays and pauses one sound in the app's player. */
export function PlayButton({ track, look = "plain", className }: PlayButtonProps) {
  const playing = usePlayer((state) => state.playing && state.track?.id === track.id);
  return (
    <IconButton
      look={look}
      className={className}
      label={playing ? `Pause ${track.title}` : `Play ${track.title}`}
      onClick={() => toggle(track)}
    >
      {playing ? (
        <Pause aria-hidden className="size-4" />
      ) : (
        <Play aria-hidden className="size-4 translate-x-px" />
      )}
    </IconButton>
  );
}
