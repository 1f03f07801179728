import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { CARD_LEAST_WIDTH_PX, CARD_PX, ItemCard } from "./item-card";
import { ItemRow, ROW_PX } from "./item-row";
import type { Item } from "./queries";
import { useWindow } from "./use-window";

export type View = "list" | "grid";

const GAP_PX = 12;
const BORDERS_PX = 2;
/** How many items before the end the next page is asked for. */
const AHEAD = 40;

interface ItemListProps {
  items: Item[];
  view: View;
  /** Asks for the next page; null where there is none, or where it is on its way. */
  onNearEnd: (() => void) | null;
}

/** As many items as there are; only those in sight are drawn. */
export function ItemList({ items, view, onNearEnd }: ItemListProps) {
  const list = useRef<HTMLUListElement>(null);
  const columns = useColumns(list, view);
  const rowPx = view === "grid" ? CARD_PX + GAP_PX : ROW_PX;
  const rows = Math.ceil(items.length / columns);
  const { first, last } = useWindow(list, rows, rowPx);
  const latest = useRef(items);
  latest.current = items;
  // Stays the same while items come and go, so that rows are not drawn again for it.
  const shown = useCallback(() => latest.current.map(({ audio_id }) => audio_id), []);

  useEffect(() => {
    if (onNearEnd && last * columns > items.length - AHEAD) onNearEnd();
  }, [last, columns, items.length, onNearEnd]);

  const inSight = items.slice(first * columns, last * columns);
  const Shown = view === "grid" ? ItemCard : ItemRow;
  return (
    <ul
      ref={list}
      aria-label="Items"
      style={{
        height: rows * rowPx + (view === "grid" ? -GAP_PX : BORDERS_PX),
        paddingTop: first * rowPx,
        ...(view === "grid" && {
          display: "grid",
          gap: GAP_PX,
          alignContent: "start",
          gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
        }),
      }}
      className={view === "list" ? "rounded-lg border border-line bg-surface shadow-1" : undefined}
    >
      {inSight.map((item) => (
        <Shown key={item.audio_id} item={item} shown={shown} />
      ))}
    </ul>
  );
}

function useColumns(list: React.RefObject<HTMLElement | null>, view: View): number {
  const [columns, setColumns] = useState(1);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element || view === "list") {
      setColumns(1);
      return;
    }
    const measure = () => {
      const fitting = Math.floor((element.clientWidth + GAP_PX) / (CARD_LEAST_WIDTH_PX + GAP_PX));
      setColumns(Math.max(1, fitting));
    };
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [list, view]);
  return columns;
}
