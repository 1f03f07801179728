import { useNavigate } from "@tanstack/react-router";
import {
  Download,
  FileOutput,
  FolderInput,
  Info,
  MoreHorizontal,
  Pencil,
  RefreshCw,
  RotateCcw,
  Tag,
  Trash2,
} from "lucide-react";
import { assetUrl } from "@/api/assets";
import { IconButton } from "@/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { moveToTrash, restore } from "./actions";
import { openItemDialog } from "./item-dialogs";
import { isSound } from "./item-facts";
import type { Item } from "./queries";
import { SendToTools } from "./send-to-tools";

/** Everything that can be done with an item. */
export function ItemMenu({ item }: { item: Item }) {
  const navigate = useNavigate();
  const details = () =>
    navigate({ to: "/library", search: (before) => ({ ...before, item: item.audio_id }) });
  return (
    <Menu
      trigger={
        <IconButton label={`Actions for ${item.name}`} size="sm">
          <MoreHorizontal aria-hidden className="size-4" />
        </IconButton>
      }
    >
      {item.trashed_at ? (
        <MenuItem icon={<RotateCcw aria-hidden />} onSelect={() => void restore([item])}>
          Restore
        </MenuItem>
      ) : (
        <>
          <MenuItem icon={<Info aria-hidden />} onSelect={details}>
            Details
          </MenuItem>
          <MenuItem icon={<Pencil aria-hidden />} onSelect={() => openItemDialog("rename", [item])}>
            Rename
          </MenuItem>
          <MenuItem icon={<FolderInput aria-hidden />} onSelect={() => openItemDialog("move", [item])}>
            Move to a folder
          </MenuItem>
          <MenuItem icon={<Tag aria-hidden />} onSelect={() => openItemDialog("tags", [item])}>
            Tags
          </MenuItem>
          <MenuSeparator />
          <MenuItem asChild>
            <a href={assetUrl(item.audio_id)} download>
              <Download aria-hidden className="size-4 text-ink-3" /> Download
            </a>
          </MenuItem>
          {isSound(item) && (
            <MenuItem icon={<FileOutput aria-hidden />} onSelect={() => openItemDialog("convert", [item])}>
              Download in another format
            </MenuItem>
          )}
          {item.source && (
            <MenuItem icon={<RefreshCw aria-hidden />} onSelect={() => openItemDialog("regenerate", [item])}>
              Generate again
            </MenuItem>
          )}
          {isSound(item) && (
            <>
              <MenuSeparator />
              <SendToTools items={[item]} />
            </>
          )}
          <MenuSeparator />
          <MenuItem icon={<Trash2 aria-hidden />} danger onSelect={() => void moveToTrash([item])}>
            Move to trash
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
