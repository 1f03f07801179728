import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { ChangeForm } from "@/feedback/change-form";
import { Field, TextField } from "@/ui/field";
import { Select } from "@/ui/select";
import { change, counted } from "./actions";
import type { ItemDialogProps } from "./item-dialogs";
import { foldersQuery } from "./queries";
import { clearSelection } from "./selection";

const NONE = "none";
const NEW = "new";

export function MoveDialog({ items, onClose }: ItemDialogProps) {
  const { data: folders } = useQuery(foldersQuery);
  const [chosen, setChosen] = useState<string | null>(items[0]?.folder_id ?? null);
  const [name, setName] = useState("");
  const folder = chosen ?? (folders?.length === 0 ? NEW : NONE);

  async function save() {
    const made = folder === NEW ? await ok(api.POST("/api/audio-studio/folders", { body: { name } })) : null;
    await change(items, { folder_id: made?.folder_id ?? (folder === NONE ? null : folder) });
    clearSelection();
  }

  return (
    <ChangeForm title={`Move ${counted(items)}`} action="Move" onClose={onClose} onSave={save}>
      <Field label="Folder">
        {(ids) => (
          <Select
            {...ids}
            value={folder}
            choices={[
              { value: NONE, label: "No folder" },
              ...(folders ?? []).map(({ folder_id, name }) => ({ value: folder_id, label: name })),
              { value: NEW, label: "A new folder" },
            ]}
            onChange={setChosen}
          />
        )}
      </Field>
      {folder === NEW && (
        <TextField
          label="Name of the new folder"
          required
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
      )}
    </ChangeForm>
  );
}
