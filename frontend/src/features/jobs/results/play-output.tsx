import type { Schemas } from "@/api/client";
import { PlayButton } from "@/waveform/play-button";
import { stemTitle } from "./stem-colors";

/** Plays one file of a job. */
export function PlayOutput({ output }: { output: Schemas["AssetView"] }) {
  const { duration_s, duration_seconds } = output.details;
  return (
    <PlayButton
      track={{
        id: output.asset_id,
        title: output.name,
        subtitle: stemTitle(output.role),
        durationS: Number(duration_s ?? duration_seconds ?? 0) || null,
      }}
    />
  );
}
