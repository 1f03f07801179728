import { FileText, Image, Pause, Piano, Play } from "lucide-react";
import { toggle, usePlayer } from "@/audio/player";
import { IconButton } from "@/ui/button";
import { isSound, typeName } from "./item-facts";
import type { Item } from "./queries";

/** Plays a sound; stands for its kind where it is none. */
export function PlayItem({ item }: { item: Item }) {
  const playing = usePlayer((state) => state.playing && state.track?.id === item.audio_id);
  if (!isSound(item) || item.trashed_at) {
    const Icon = item.media_type.startsWith("image/") ? Image : item.type === "midi" ? Piano : FileText;
    return (
      <span className="grid size-9 shrink-0 place-items-center text-ink-3">
        <Icon aria-hidden className="size-4" />
      </span>
    );
  }
  return (
    <IconButton
      look="plain"
      className="rounded-full"
      label={playing ? `Pause ${item.name}` : `Play ${item.name}`}
      onClick={() =>
        toggle({
          id: item.audio_id,
          title: item.name,
          subtitle: typeName(item),
          durationS: item.duration,
        })
      }
    >
      {playing ? (
        <Pause aria-hidden className="size-4" />
      ) : (
        <Play aria-hidden className="size-4 translate-x-px" />
      )}
    </IconButton>
  );
}
