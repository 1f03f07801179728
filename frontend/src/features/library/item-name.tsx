import { Link } from "@tanstack/react-router";
import { useToolTitle } from "@/tool-display/use-tools";
import { factsLine } from "./item-facts";
import type { Item } from "./queries";

/** What an item is called, which opens its details, and what is known of it. */
export function ItemName({ item }: { item: Item }) {
  const toolTitle = useToolTitle();
  return (
    <div className="min-w-0 grow">
      <Link
        to="/library"
        search={(before) => ({ ...before, item: item.audio_id })}
        className="block w-fit max-w-full truncate rounded-sm font-medium hover:text-accent-ink"
      >
        {item.name}
      </Link>
      <p className="numeric truncate text-sm text-ink-3">{factsLine(item, toolTitle)}</p>
    </div>
  );
}
