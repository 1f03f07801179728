import { Link } from "@tanstack/react-router";
import { BookmarkPlus, Download, type LucideIcon, MoreHorizontal } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { assetUrl } from "@/api/assets";
import type { Schemas } from "@/api/client";
import { cancelJob, isUnderWay, type Job } from "@/api/jobs";
import { problemOf } from "@/api/problem";
import { forgetTake, useAwaited } from "@/features/jobs/awaited-takes";
import { keepInLibrary } from "@/features/jobs/keep-in-library";
import { stemTitle } from "@/features/jobs/results/stem-colors";
import { StatusBadge } from "@/feedback/status-badge";
import { play, type Track } from "@/player/player";
import { Button, IconButton } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";
import { Progress } from "@/ui/progress";
import { ago } from "@/ui/relative-time";
import { toast } from "@/ui/toast";
import { TrackRow } from "@/waveform/track-row";

type Asset = Schemas["AssetView"];

interface SoundTakeProps {
  job: Job;
  icon: LucideIcon;
  title: string;
  /** The words it was made of. */
  words: string;
  facts: string[];
  /** Entries of its menu, before those that all takes have. */
  menu?: ReactNode;
  /** Buttons beside those that all takes have. */
  actions?: ReactNode;
  children?: ReactNode;
}

/** Music or an effect that is or was made: its progress, then its sounds and what goes with them. */
export function SoundTake({ job, icon: Icon, title, words, facts, menu, actions, children }: SoundTakeProps) {
  const awaited = useAwaited(({ ids }) => ids.has(job.job_id));
  const row = useRef<HTMLLIElement>(null);
  const { sounds, documents } = partOutputs(job.outputs);
  const tracks = sounds.map((sound, index) =>
    trackOf(sound, sounds.length > 1 ? `${title} · ${index + 1}` : title),
  );
  const [first] = tracks;

  // biome-ignore lint/correctness/useExhaustiveDependencies: played once, when it is there
  useEffect(() => {
    if (!awaited) return;
    row.current?.scrollIntoView({ block: "nearest" });
    if (isUnderWay(job.status)) return;
    forgetTake(job.job_id);
    if (first) play(first);
  }, [awaited, job.status]);

  return (
    <li ref={row} className="scroll-my-6 rounded-lg border border-line bg-surface p-4 shadow-1">
      <div className="flex items-start gap-3">
        <span
          aria-hidden
          className="grid size-9 shrink-0 place-items-center rounded-md bg-accent-soft text-accent-ink"
        >
          <Icon className="size-4.5" />
        </span>
        <div className="min-w-0 grow">
          <p className="font-medium break-words">{title}</p>
          {words && <p className="line-clamp-2 text-sm break-words text-ink-2">{words}</p>}
          <p className="numeric text-sm text-ink-3">{[...facts, ago(job.created_at)].join(" · ")}</p>
        </div>
        {job.status !== "COMPLETED" && <StatusBadge status={job.status} />}
        <Menu
          trigger={
            <IconButton label={`Actions for ${title}`} size="sm">
              <MoreHorizontal aria-hidden className="size-4" />
            </IconButton>
          }
        >
          {menu}
          {isUnderWay(job.status) && (
            <MenuItem
              onSelect={() =>
                void cancelJob(job.job_id).catch((error: unknown) => toast(problemOf(error).detail))
              }
            >
              Cancel
            </MenuItem>
          )}
          <MenuItem asChild>
            <Link to="/jobs/$jobId" params={{ jobId: job.job_id }}>
              Open the job
            </Link>
          </MenuItem>
        </Menu>
      </div>
      {isUnderWay(job.status) && (
        <>
          <Progress
            label={`Progress of ${title}`}
            value={job.status === "PENDING" ? null : job.progress}
            className="mt-3"
          />
          <p className="mt-1 text-sm text-ink-3 first-letter:uppercase">{job.message}</p>
        </>
      )}
      {job.status === "FAILED" && (
        <p role="alert" className="mt-2 text-sm text-bad">
          {job.error?.detail} Your credits came back.
        </p>
      )}
      {tracks.map((track) => (
        <TrackRow key={track.id} track={track} />
      ))}
      {job.status === "COMPLETED" && (
        <div className="mt-3 flex flex-wrap items-center gap-2">
          {actions}
          {sounds.length > 0 && (
            <Button size="sm" onClick={() => sounds.forEach((sound) => void keepInLibrary(sound))}>
              <BookmarkPlus aria-hidden className="size-4" /> Save to the library
            </Button>
          )}
          {documents.map((output) => (
            <Button key={output.asset_id} size="sm" variant="quiet" asChild>
              <a href={assetUrl(output.asset_id)} download aria-label={`Download ${documentTitle(output)}`}>
                <Download aria-hidden className="size-4" /> {documentTitle(output)}
              </a>
            </Button>
          ))}
        </div>
      )}
      {children}
    </li>
  );
}

function partOutputs(outputs: Asset[]): { sounds: Asset[]; documents: Asset[] } {
  const isSound = ({ media_type, type }: Asset) => media_type.startsWith("audio/") && type !== "midi";
  return {
    sounds: outputs.filter((output) => isSound(output) && output.type !== "stem"),
    documents: outputs.filter((output) => !isSound(output)),
  };
}

const DOCUMENTS: Record<string, string> = { picture: "Piano roll" };

function documentTitle({ role }: Asset): string {
  return DOCUMENTS[role] ?? stemTitle(role);
}

function trackOf(sound: Asset, title: string): Track {
  const durationS = Number(sound.details.duration_s ?? 0) || null;
  return { id: sound.asset_id, title, subtitle: stemTitle(sound.role), durationS };
}
