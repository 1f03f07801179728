import { Pause, Play } from "lucide-react";
import { type Track, toggle, usePlayer } from "@/player/player";
import { IconButton } from "@/ui/button";

interface PlayButtonProps {
  track: Track;
  variant?: "plain" | "primary";
  className?: string;
}

/** Plays and pauses one sound in the app's player. */
export function PlayButton({ track, variant = "plain", className }: PlayButtonProps) {
  const playing = usePlayer((state) => state.playing && state.track?.id === track.id);
  return (
    <IconButton
      variant={variant}
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
