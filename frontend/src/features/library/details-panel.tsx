import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Download, FileOutput, FolderInput, Pencil, RefreshCw, Tag, Trash2, X } from "lucide-react";
import { Dialog } from "radix-ui";
import { assetUrl } from "@/api/assets";
import { problemOf } from "@/api/problem";
import { itemQuery } from "@/api/queries";
import { ErrorState } from "@/feedback/error-state";
import { SoundWarnings } from "@/feedback/sound-warnings";
import { peaksQuery } from "@/player/peaks-query";
import { useToolTitle } from "@/tool-display/use-tools";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { SkeletonRows } from "@/ui/skeleton";
import { Switch } from "@/ui/switch";
import { toast } from "@/ui/toast";
import { SoundWaveform } from "@/waveform/sound-waveform";
import { change, moveToTrash } from "./actions";
import { openItemDialog } from "./item-dialogs";
import { factsTable, isSound, typeName } from "./item-facts";
import { PlayItem } from "./play-item";
import type { Item } from "./queries";

/** Everything about one item, beside the list. Its address can be kept and sent. */
export function DetailsPanel({ audioId }: { audioId: string }) {
  const navigate = useNavigate();
  const { data: item, error, refetch } = useQuery(itemQuery(audioId));
  const close = () => void navigate({ to: "/library", search: (before) => ({ ...before, item: undefined }) });
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 bg-black/30" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-y-0 right-0 z-30 flex w-full max-w-md animate-appear flex-col overflow-y-auto border-l border-line bg-raised shadow-2"
        >
          <div className="flex items-start gap-2 p-4 sm:p-6">
            <div className="min-w-0 grow">
              <Dialog.Title className="text-lg break-words">{item?.name ?? "Details"}</Dialog.Title>
              {item && <p className="text-ink-3">{typeName(item)}</p>}
            </div>
            {item && (
              <IconButton label="Rename" size="sm" onClick={() => openItemDialog("rename", [item])}>
                <Pencil aria-hidden className="size-4" />
              </IconButton>
            )}
            <Dialog.Close asChild>
              <IconButton label="Close" size="sm">
                <X aria-hidden className="size-4" />
              </IconButton>
            </Dialog.Close>
          </div>
          {error && !item && <ErrorState error={error} onRetry={() => refetch()} />}
          {!item && !error && (
            <div className="px-6">
              <SkeletonRows rows={5} label="Loading the details" />
            </div>
          )}
          {item && <Details item={item} onGone={close} />}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Details({ item, onGone }: { item: Item; onGone: () => void }) {
  const toolTitle = useToolTitle();
  return (
    <div className="flex flex-col gap-6 px-4 pb-6 sm:px-6">
      {isSound(item) && <Sound item={item} />}
      <SoundWarnings warnings={item.details.warnings} />
      <div className="grid grid-cols-2 gap-2">
        <Button asChild>
          <a href={assetUrl(item.audio_id)} download>
            <Download aria-hidden className="size-4" /> Download
          </a>
        </Button>
        {isSound(item) && (
          <Button onClick={() => openItemDialog("convert", [item])}>
            <FileOutput aria-hidden className="size-4" /> Other format
          </Button>
        )}
        <Button onClick={() => openItemDialog("move", [item])}>
          <FolderInput aria-hidden className="size-4" /> Move
        </Button>
        {item.source && (
          <Button onClick={() => openItemDialog("regenerate", [item])}>
            <RefreshCw aria-hidden className="size-4" /> Again
          </Button>
        )}
      </div>
      <section aria-label="Tags" className="flex flex-wrap items-center gap-1.5">
        {item.tags.map((tag) => (
          <Badge key={tag}>{tag}</Badge>
        ))}
        <Button variant="quiet" size="sm" onClick={() => openItemDialog("tags", [item])}>
          <Tag aria-hidden className="size-4" /> {item.tags.length ? "Change tags" : "Add tags"}
        </Button>
      </section>
      <Switch
        label="Keep it for good"
        hint="Else it goes with its job’s files."
        checked={item.kept}
        onChange={(kept) => change([item], { kept }).catch((error) => toast(problemOf(error).detail))}
      />
      <dl className="grid grid-cols-[8rem_1fr] gap-x-4 gap-y-2 border-t border-line pt-4">
        {factsTable(item, toolTitle).map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-3">{name}</dt>
            <dd className="numeric min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
      <div className="flex items-center justify-between border-t border-line pt-4">
        {item.job_id ? (
          <Link
            to="/jobs/$jobId"
            params={{ jobId: item.job_id }}
            className="rounded-sm font-medium text-accent-ink hover:underline"
          >
            The job that made it
          </Link>
        ) : (
          <span />
        )}
        <Button
          variant="danger"
          size="sm"
          onClick={() => {
            onGone();
            void moveToTrash([item]);
          }}
        >
          <Trash2 aria-hidden className="size-4" /> Move to trash
        </Button>
      </div>
    </div>
  );
}

function Sound({ item }: { item: Item }) {
  const { data: peaks } = useQuery(peaksQuery(item.audio_id, 600));
  const track = { id: item.audio_id, title: item.name, subtitle: typeName(item), durationS: item.duration };
  return (
    <div className="flex items-center gap-3 rounded-lg bg-sunken p-3">
      <PlayItem item={item} />
      <SoundWaveform track={track} peaks={peaks} className="h-14 min-w-0 grow" />
    </div>
  );
}
