import { FolderInput, RotateCcw, Tag, Trash2, X } from "lucide-react";
import { Button, IconButton } from "@/ui/button";
import { Menu } from "@/ui/menu";
import { counted, moveToTrash, restore } from "./actions";
import { openItemDialog } from "./item-dialogs";
import { isSound } from "./item-facts";
import type { Item } from "./queries";
import { clearSelection, selectAll, useSelection } from "./selection";
import { SendToTools } from "./send-to-tools";

/** What can be done with all that are selected. */
export function SelectionBar({ items, trash }: { items: Item[]; trash: boolean }) {
  const ids = useSelection((state) => state.ids);
  if (!ids.size) return null;
  const chosen = items.filter(({ audio_id }) => ids.has(audio_id));
  const sounds = chosen.filter(isSound);
  return (
    <div
      role="toolbar"
      aria-label="Selected items"
      className="sticky top-2 z-20 flex flex-wrap items-center gap-1 rounded-lg border border-line bg-raised p-2 shadow-2"
    >
      <IconButton label="Select nothing" size="sm" onClick={clearSelection}>
        <X aria-hidden className="size-4" />
      </IconButton>
      <p className="numeric mr-auto text-sm font-medium" aria-live="polite">
        {counted(chosen)} selected
      </p>
      {chosen.length < items.length && (
        <Button variant="quiet" size="sm" onClick={() => selectAll(items.map(({ audio_id }) => audio_id))}>
          Select all {items.length}
        </Button>
      )}
      {trash ? (
        <Button variant="quiet" size="sm" onClick={() => void restore(chosen)}>
          <RotateCcw aria-hidden className="size-4" /> Restore
        </Button>
      ) : (
        <div className="flex flex-wrap items-center gap-1 max-sm:w-full max-sm:[&_svg]:hidden">
          {sounds.length > 0 && (
            <Menu
              trigger={
                <Button variant="quiet" size="sm">
                  Send to a tool
                </Button>
              }
            >
              <SendToTools items={sounds} together />
            </Menu>
          )}
          <Button variant="quiet" size="sm" onClick={() => openItemDialog("move", chosen)}>
            <FolderInput aria-hidden className="size-4" /> Move
          </Button>
          <Button variant="quiet" size="sm" onClick={() => openItemDialog("tags", chosen)}>
            <Tag aria-hidden className="size-4" /> Tag
          </Button>
          <Button variant="quiet" size="sm" className="text-bad" onClick={() => void moveToTrash(chosen)}>
            <Trash2 aria-hidden className="size-4" /> Move to trash
          </Button>
        </div>
      )}
    </div>
  );
}
