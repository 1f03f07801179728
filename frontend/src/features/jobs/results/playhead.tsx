import { useEffect, useState } from "react";
import { exactTimeS, usePlayer } from "@/audio/player";
import { type Place, placeOf, type TimeLine } from "./time-lines";

interface PlayheadProps {
  lines: TimeLine[];
  /** Sounds of the same length: the preview of what was written down, and what was heard. */
  soundIds: string[];
}

/** A line over a picture that goes where the sound goes. */
export function Playhead({ lines, soundIds }: PlayheadProps) {
  const here = usePlayer((state) => state.track !== null && soundIds.includes(state.track.id));
  const playing = usePlayer((state) => state.playing);
  const timeS = usePlayer((state) => state.timeS);
  const [place, setPlace] = useState<Place | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a jump while it rests moves the line, too
  useEffect(() => {
    let frame = 0;
    const follow = () => {
      setPlace(here ? placeOf(lines, exactTimeS()) : null);
      if (here && playing) frame = requestAnimationFrame(follow);
    };
    follow();
    return () => cancelAnimationFrame(frame);
  }, [here, playing, lines, !playing && timeS]);

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
