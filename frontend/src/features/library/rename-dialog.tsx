import { NameDialog } from "@/ui/name-dialog";
import { change } from "./actions";
import type { QuestionProps } from "./asking";

export function RenameDialog({ items, onClose }: QuestionProps) {
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
