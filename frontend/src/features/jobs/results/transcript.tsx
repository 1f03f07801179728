import { useQuery } from "@tanstack/react-query";
import { Fragment, useEffect, useRef } from "react";
import { assetUrl } from "@/api/assets";
import { noticeStatus, type Schemas } from "@/api/client";
import { problemOfAnswer } from "@/api/problem";
import { ErrorState } from "@/feedback/error-state";
import { play, seek, usePlayer } from "@/player/player";
import { Card } from "@/ui/card";
import { cx } from "@/ui/class-names";
import { clock } from "@/ui/format-time";
import { SkeletonRows } from "@/ui/skeleton";
import { indexAt, readTranscript, type Segment } from "./transcript-file";

type Asset = Schemas["AssetView"];

interface TranscriptProps {
  words: Asset;
  sound: Asset;
}

export function Transcript({ words, sound }: TranscriptProps) {
  return (
    <Card aria-label="Transcript">
      <h2 className="mb-4 text-lg">Transcript</h2>
      <TranscriptLines words={words} sound={sound} />
    </Card>
  );
}

/** What was said: it follows the sound, and the sound follows a press. */
export function TranscriptLines({ words, sound }: TranscriptProps) {
  const file = useQuery({
    queryKey: ["transcript", words.asset_id],
    queryFn: async () => {
      const answer = await fetch(assetUrl(words.asset_id));
      noticeStatus(answer.status);
      if (!answer.ok) throw problemOfAnswer(answer.status, await answer.json().catch(() => null));
      return readTranscript(await answer.json());
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  const said = useIndexHeard(sound.asset_id, file.data?.segments ?? []);

  function go(toS: number) {
    const durationS = Number(words.details.duration_s ?? 0) || null;
    play({
      id: sound.asset_id,
      title: sound.name,
      subtitle: "Transcript",
      durationS,
      url: assetUrl(sound.asset_id),
    });
    seek(toS);
  }

  return (
    <>
      {file.isPending && <SkeletonRows rows={4} label="Loading the transcript" />}
      {file.error && <ErrorState error={file.error} onRetry={() => file.refetch()} />}
      {file.data && (
        <ol className="max-h-112 overflow-y-auto pr-2">
          {file.data.segments.map((segment, index, all) => (
            <Line
              key={segment.start_s}
              segment={segment}
              soundId={sound.asset_id}
              current={index === said}
              showSpeaker={segment.speaker !== null && segment.speaker !== all[index - 1]?.speaker}
              onGo={go}
            />
          ))}
        </ol>
      )}
    </>
  );
}

interface LineProps {
  segment: Segment;
  soundId: string;
  current: boolean;
  showSpeaker: boolean;
  onGo: (toS: number) => void;
}

function Line({ segment, soundId, current, showSpeaker, onGo }: LineProps) {
  const line = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (current) line.current?.scrollIntoView({ block: "nearest" });
  }, [current]);
  const words = segment.words ?? [{ text: segment.text, start_s: segment.start_s, end_s: segment.end_s }];
  const said = useIndexHeard(soundId, current ? words : []);
  return (
    <li
      ref={line}
      className={cx("grid grid-cols-[3.5rem_1fr] gap-2 rounded-md p-2", current && "bg-accent-soft/60")}
    >
      <button
        type="button"
        onClick={() => onGo(segment.start_s)}
        aria-label={`Play from ${clock(segment.start_s)}`}
        className="numeric self-start rounded-sm text-left text-sm leading-6 text-ink-3 hover:text-accent-ink"
      >
        {clock(segment.start_s)}
      </button>
      <p className="text-lg leading-6">
        {showSpeaker && <strong className="mr-2 text-sm font-semibold">Speaker {segment.speaker}</strong>}
        {words.map((word, index) => (
          <Fragment key={word.start_s}>
            {/* Words are pressed with a pointer; the keyboard has the line's own button. */}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above */}
            {/* biome-ignore lint/a11y/noStaticElementInteractions: see above */}
            <span
              onClick={() => onGo(word.start_s)}
              className={cx(
                "cursor-pointer rounded-sm hover:text-accent-ink",
                index === said && "bg-accent text-on-accent hover:text-on-accent",
              )}
            >
              {word.text}
            </span>{" "}
          </Fragment>
        ))}
      </p>
    </li>
  );
}

/** Which entry of a row is heard now, -1 where none is; it draws again only with the next one. */
function useIndexHeard(soundId: string, row: { start_s: number }[]): number {
  return usePlayer(({ track, timeS }) => (track?.id === soundId ? indexAt(row, timeS) : -1));
}
