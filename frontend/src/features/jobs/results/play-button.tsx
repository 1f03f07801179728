import { Pause, Play } from "lucide-react";
import type { Schemas } from "@/api/client";
import { play, toggle, usePlayer } from "@/audio/player";
import { IconButton } from "@/ui/button";
import { stemTitle } from "./stem-colors";

/** Plays one file of a job in the app's player. */
export function PlayButton({ output }: { output: Schemas["AssetView"] }) {
  const playing = usePlayer((state) => state.playing && state.track?.id === output.asset_id);
  const { duration_s, duration_seconds } = output.details;
  const track = {
    id: output.asset_id,
    title: output.name,
    subtitle: stemTitle(output.role),
    durationS: Number(duration_s ?? duration_seconds ?? 0) || null,
  };
  return (
    <IconButton
      look="plain"
      label={playing ? `Pause ${output.name}` : `Play ${output.name}`}
      onClick={() => (playing ? toggle() : play(track))}
    >
      {playing ? <Pause aria-hidden className="size-4" /> : <Play aria-hidden className="size-4" />}
    </IconButton>
  );
}
