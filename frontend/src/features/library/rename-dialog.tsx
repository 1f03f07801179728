import { useState } from "react";
import { TextField } from "@/ui/field";
import { change } from "./actions";
import { ChangeForm, type QuestionProps } from "./change-form";

export function RenameDialog({ items, onClose }: QuestionProps) {
  const [name, setName] = useState(items[0]?.name ?? "");
  return (
    <ChangeForm title="Rename" action="Rename" onClose={onClose} onSave={() => change(items, { name })}>
      <TextField
        label="Name"
        required
        maxLength={200}
        autoComplete="off"
        value={name}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setName(event.target.value)}
      />
    </ChangeForm>
  );
}
