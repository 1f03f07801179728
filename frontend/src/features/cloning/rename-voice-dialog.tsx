import { type FormEvent, useState } from "react";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";

interface RenameVoiceDialogProps {
  open: boolean;
  name: string;
  onClose: () => void;
  onRename: (name: string) => void;
}

export function RenameVoiceDialog({ open, name, onClose, onRename }: RenameVoiceDialogProps) {
  const [written, setWritten] = useState(name);

  function submit(event: FormEvent) {
    event.preventDefault();
    onRename(written);
    onClose();
  }

  return (
    <Dialog open={open} onClose={onClose} title="Rename the voice">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label="Name"
          required
          maxLength={100}
          autoComplete="off"
          value={written}
          onChange={(event) => setWritten(event.target.value)}
        />
        <Button type="submit" look="primary" className="self-end">
          Rename
        </Button>
      </form>
    </Dialog>
  );
}
