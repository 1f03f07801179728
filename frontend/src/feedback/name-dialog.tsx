import { useState } from "react";
import { TextField } from "@/ui/field";
import { ChangeForm } from "./change-form";

interface NameDialogProps {
  title: string;
  action: string;
  /** What it is called so far. */
  name?: string;
  maxLength: number;
  onClose: () => void;
  onSave: (name: string) => Promise<unknown>;
}

/** Asks what something is to be called. */
export function NameDialog({ title, action, name = "", maxLength, onClose, onSave }: NameDialogProps) {
  const [written, setWritten] = useState(name);
  return (
    <ChangeForm title={title} action={action} onClose={onClose} onSave={() => onSave(written)}>
      <TextField
        label="Name"
        required
        maxLength={maxLength}
        autoComplete="off"
        value={written}
        onFocus={(event) => event.target.select()}
        onChange={(event) => setWritten(event.target.value)}
      />
    </ChangeForm>
  );
}
