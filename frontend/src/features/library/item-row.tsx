import { memo } from "react";
import { Badge } from "@/ui/badge";
import { cx } from "@/ui/class-names";
import { ItemMenu } from "./item-menu";
import { ItemName } from "./item-name";
import { PlayItem } from "./play-item";
import type { Item } from "./queries";
import { useSelection } from "./selection";
import { SelectionCheckbox } from "./selection-checkbox";

export const ROW_PX = 60;
const TAGS_SHOWN = 2;

interface ItemProps {
  item: Item;
  shown: () => string[];
}

export const ItemRow = memo(function ItemRow({ item, shown }: ItemProps) {
  const selected = useSelection(({ ids }) => ids.has(item.audio_id));
  return (
    <li
      style={{ height: ROW_PX }}
      className={cx(
        "flex items-center gap-3 border-b border-line px-3 last:border-b-0 sm:px-4",
        selected ? "bg-accent-soft/60" : "hover:bg-hover/60",
      )}
    >
      <SelectionCheckbox id={item.audio_id} name={item.name} shown={shown} />
      <PlayItem item={item} />
      <ItemName item={item} />
      <div className="hidden shrink-0 gap-1 sm:flex">
        {item.tags.slice(0, TAGS_SHOWN).map((tag) => (
          <Badge key={tag}>{tag}</Badge>
        ))}
      </div>
      <ItemMenu item={item} />
    </li>
  );
});
