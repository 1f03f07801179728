import { FileText, Piano } from "lucide-react";
import { memo } from "react";
import { cx } from "@/ui/class-names";
import { isSound } from "./item-facts";
import { ItemMenu } from "./item-menu";
import { ItemName } from "./item-name";
import { PlayItem } from "./play-item";
import type { Item } from "./queries";
import { useSelection } from "./selection";
import { SelectionCheckbox } from "./selection-checkbox";

export const CARD_PX = 168;
export const CARD_LEAST_WIDTH_PX = 168;

interface ItemProps {
  item: Item;
  shown: () => string[];
}

export const ItemCard = memo(function ItemCard({ item, shown }: ItemProps) {
  const selected = useSelection(({ ids }) => ids.has(item.audio_id));
  return (
    <li
      style={{ height: CARD_PX }}
      className={cx(
        "flex flex-col overflow-hidden rounded-lg border bg-surface shadow-1",
        selected ? "border-accent" : "border-line",
      )}
    >
      <div className="relative grid grow place-items-center bg-sunken px-3">
        <div className="absolute top-2 left-2">
          <SelectionCheckbox id={item.audio_id} name={item.name} shown={shown} />
        </div>
        <div className="absolute top-1 right-1">
          <ItemMenu item={item} />
        </div>
        <Outline item={item} />
      </div>
      <div className="flex items-center gap-2 border-t border-line p-2.5">
        <PlayItem item={item} />
        <ItemName item={item} />
      </div>
    </li>
  );
});

/** The server's picture of the waveform, in the theme's colour: the browser keeps it, and nothing is decoded. */
function Outline({ item }: { item: Item }) {
  if (isSound(item)) {
    const picture = `url("/api/audio-studio/library/${item.audio_id}/waveform.svg")`;
    return (
      <div
        aria-hidden
        className="h-12 w-full bg-accent opacity-80"
        style={{ mask: `${picture} center / 100% 100% no-repeat` }}
      />
    );
  }
  const Icon = item.type === "midi" ? Piano : FileText;
  return <Icon aria-hidden className="size-8 text-ink-3" strokeWidth={1.25} />;
}
