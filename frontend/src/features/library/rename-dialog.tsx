import { NameDialog } from "@/feedback/name-dialog";
import { change } from "./actions";
import type { ItemDialogProps } from "./item-dialogs";

export function RenameDialog({ items, onClose }: ItemDialogProps) {
  return (
    <NameDialog
      title="Rename"
      action="Rename"
      name={items[0]?.name}
      maxLength={200}
      onClose={onClose}
      onSave={(name) => change(items, { name })}
    />
  );
}
