import { FileText, Image, Piano } from "lucide-react";
import { PlayButton } from "@/waveform/play-button";
import { isSound, typeName } from "./item-facts";
import type { Item } from "./queries";

/** Plays a sound; stands for its kind where it is none. */
export function PlayItem({ item }: { item: Item }) {
  if (!isSound(item) || item.trashed_at) {
    const Icon = item.media_type.startsWith("image/") ? Image : item.type === "midi" ? Piano : FileText;
    return (
      <span className="grid size-9 shrink-0 place-items-center text-ink-3">
        <Icon aria-hidden className="size-4" />
      </span>
    );
  }
  return (
    <PlayButton
      className="rounded-full"
      track={{
        id: item.audio_id,
        title: item.name,
        subtitle: typeName(item),
        durationS: item.duration,
      }}
    />
  );
}
