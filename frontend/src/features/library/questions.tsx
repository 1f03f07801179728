import { AgainDialog } from "./again-dialog";
import { stopAsking, useAsking } from "./asking";
import { ConvertDialog } from "./convert-dialog";
import { MoveDialog } from "./move-dialog";
import { RenameDialog } from "./rename-dialog";
import { TagsDialog } from "./tags-dialog";

const DIALOGS = {
  rename: RenameDialog,
  move: MoveDialog,
  tags: TagsDialog,
  convert: ConvertDialog,
  again: AgainDialog,
};

/** The question that is open, if one is. */
export function Questions() {
  const { question, items } = useAsking();
  if (!question) return null;
  const Asked = DIALOGS[question];
  return <Asked items={items} onClose={stopAsking} />;
}
