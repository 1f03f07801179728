/** The dialogs that change items: one at a time, whichever row, panel or bar opened it. */
import { create } from "zustand";
import { ConvertDialog } from "./convert-dialog";
import { MoveDialog } from "./move-dialog";
import type { Item } from "./queries";
import { RegenerateDialog } from "./regenerate-dialog";
import { RenameDialog } from "./rename-dialog";
import { TagsDialog } from "./tags-dialog";

const DIALOGS = {
  rename: RenameDialog,
  move: MoveDialog,
  tags: TagsDialog,
  convert: ConvertDialog,
  regenerate: RegenerateDialog,
};

type Kind = keyof typeof DIALOGS;

interface ItemDialogState {
  open: Kind | null;
  items: Item[];
}

export interface ItemDialogProps {
  items: Item[];
  onClose: () => void;
}

const useItemDialog = create<ItemDialogState>(() => ({ open: null, items: [] }));

export function openItemDialog(kind: Kind, items: Item[]): void {
  useItemDialog.setState({ open: kind, items });
}

function close(): void {
  useItemDialog.setState({ open: null });
}

/** The dialog that is open, if one is. */
export function ItemDialogs() {
  const { open, items } = useItemDialog();
  if (!open) return null;
  const Opened = DIALOGS[open];
  return <Opened items={items} onClose={close} />;
}
