import { usePlayer } from "@/player/player";
import { placeOf, type TimeLine } from "./time-lines";

interface PlayheadProps {
  lines: TimeLine[];
  /** Sounds of the same length: the preview of what was written down, and what was heard. */
  soundIds: string[];
}

/** A line over a picture that goes where the sound goes. */
export function Playhead({ lines, soundIds }: PlayheadProps) {
  const timeS = usePlayer(({ track, timeS }) => (track && soundIds.includes(track.id) ? timeS : null));
  const place = timeS === null ? null : placeOf(lines, timeS);
  if (!place) return null;
  return (
    <div
      aria-hidden
      data-testid="playhead"
      className="pointer-events-none absolute w-0.5 rounded-full bg-bad"
      style={{
        left: `${place.x * 100}%`,
        top: `${place.top * 100}%`,
        height: `${(place.bottom - place.top) * 100}%`,
      }}
    />
  );
}
