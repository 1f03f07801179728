import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { ChangeForm } from "@/feedback/change-form";
import { TextField } from "@/ui/field";
import { change, counted } from "./actions";
import type { ItemDialogProps } from "./item-dialogs";
import { tagsQuery } from "./queries";
import { readTags } from "./tags";

/** Tags of one item as they are; of several, those that are added to each. */
export function TagsDialog({ items, onClose }: ItemDialogProps) {
  const [only] = items.length === 1 ? items : [];
  const [written, setWritten] = useState(only?.tags.join(", ") ?? "");
  const { data: known } = useQuery(tagsQuery);
  const list = useId();

  async function save() {
    const tags = readTags(written);
    if (only) return change([only], { tags });
    for (const item of items) await change([item], { tags: [...new Set([...item.tags, ...tags])] });
  }

  return (
    <ChangeForm title={only ? "Tags" : `Tag ${counted(items)}`} action="Save" onClose={onClose} onSave={save}>
      <TextField
        label={only ? "Tags" : "Tags to add"}
        hint="Separated by commas"
        autoComplete="off"
        list={list}
        value={written}
        onChange={(event) => setWritten(event.target.value)}
      />
      <datalist id={list}>
        {known?.map((tag) => (
          <option key={tag} value={tag} />
        ))}
      </datalist>
    </ChangeForm>
  );
}
