import { useQuery } from "@tanstack/react-query";
import { MoreHorizontal } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { assetUrl } from "@/api/assets";
import type { Schemas } from "@/api/client";
import { isUnderWay, type Job } from "@/api/jobs";
import { forgetTake, useAwaited } from "@/features/jobs/awaited-takes";
import { keepInLibrary } from "@/features/jobs/keep-in-library";
import { TranscriptLines } from "@/features/jobs/results/transcript";
import { StatusBadge } from "@/feedback/status-badge";
import { play, type Track } from "@/player/player";
import { IconButton } from "@/ui/button";
import { length } from "@/ui/format-time";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { Progress } from "@/ui/progress";
import { ago } from "@/ui/relative-time";
import { TrackRow } from "@/waveform/track-row";
import { changeDraft } from "./draft";
import { nameAfterText } from "./name-after-text";
import { galleryQuery } from "./queries";
import { withoutMarks } from "./text-marks";
import { VoiceAvatar } from "./voice-avatar";

const TITLE_CHARACTERS = 60;

/** A text that is or was read aloud: its progress, then its sound with the words that follow. */
export function Take({ job, isNewest }: { job: Job; isNewest: boolean }) {
  const [unfolded, setUnfolded] = useState(isNewest);
  const awaited = useAwaited(({ ids }) => ids.has(job.job_id));
  const speech = job.outputs.find(({ role }) => role === "speech");
  const words = job.outputs.find(({ role }) => role === "json");
  const text = String(job.params.text ?? "");
  const said = withoutMarks(text);
  const row = useRef<HTMLLIElement>(null);
  const { id: voiceId, name } = useVoice(job);
  const track = speech && trackOf(speech, said, name);

  // biome-ignore lint/correctness/useExhaustiveDependencies: played once, when it is there
  useEffect(() => {
    if (!awaited) return;
    row.current?.scrollIntoView({ block: "nearest" });
    if (isUnderWay(job.status)) return;
    forgetTake(job.job_id);
    void nameAfterText(job, titleOf(said));
    setUnfolded(true);
    if (track) play(track);
  }, [awaited, job.status]);

  return (
    <li ref={row} className="scroll-my-6 rounded-lg border border-line bg-surface p-4 shadow-1">
      <div className="flex items-start gap-3">
        <VoiceAvatar id={voiceId} name={name} />
        <div className="min-w-0 grow">
          <p className="line-clamp-2 font-medium break-words">{said}</p>
          <p className="numeric text-sm text-ink-3">
            {[name, ago(job.created_at), track?.durationS && length(track.durationS)]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </div>
        {job.status !== "COMPLETED" && <StatusBadge status={job.status} />}
        <Menu
          trigger={
            <IconButton label={`Actions for ${said.slice(0, 40)}`} size="sm">
              <MoreHorizontal aria-hidden className="size-4" />
            </IconButton>
          }
        >
          <MenuItem onSelect={() => changeDraft({ text, voiceId })}>Edit this text again</MenuItem>
          {words && (
            <MenuItem onSelect={() => setUnfolded(!unfolded)}>
              {unfolded ? "Hide the words" : "Show the words"}
            </MenuItem>
          )}
          {speech && <MenuItem onSelect={() => void keepInLibrary(speech)}>Keep for good</MenuItem>}
          {job.outputs.length > 0 && <MenuSeparator />}
          {job.outputs.map((output) => (
            <MenuItem key={output.asset_id} asChild>
              <a href={assetUrl(output.asset_id)} download>
                Download {output.name}
              </a>
            </MenuItem>
          ))}
        </Menu>
      </div>
      {isUnderWay(job.status) && (
        <Progress
          label={`Progress of ${said.slice(0, 40)}`}
          value={job.status === "PENDING" ? null : job.progress}
          className="mt-3"
        />
      )}
      {job.status === "FAILED" && (
        <p role="alert" className="mt-2 text-sm text-bad">
          {job.error?.detail} Your credits came back.
        </p>
      )}
      {track && <TrackRow track={track} />}
      {speech && words && unfolded && (
        <div className="mt-3 border-t border-line pt-3">
          <TranscriptLines words={words} sound={speech} />
        </div>
      )}
    </li>
  );
}

function titleOf(text: string): string {
  return text.length > TITLE_CHARACTERS ? `${text.slice(0, TITLE_CHARACTERS - 1).trim()}…` : text;
}

function trackOf(speech: Schemas["AssetView"], text: string, voice: string): Track {
  return {
    id: speech.asset_id,
    title: titleOf(text) || speech.name,
    subtitle: voice,
    durationS: Number(speech.details.duration_s ?? 0) || null,
  };
}

/** Who read it, by the name that the gallery has now. */
function useVoice(job: Job): { id: string; name: string } {
  const { data: gallery } = useQuery(galleryQuery);
  const asked = String(job.params.voice ?? "");
  const id = job.tool === "premium_speech" ? `${job.params.provider}_${asked}` : asked;
  const voices = gallery ? [...gallery.standard, ...gallery.premium, ...gallery.custom] : [];
  return { id, name: voices.find((voice) => voice.id === id)?.name ?? asked };
}
