import { type FormEvent, useState } from "react";
import { api, ok } from "@/api/client";
import { problemOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { type Folder, noteChange } from "./queries";

interface FolderNameDialogProps {
  /** The one to rename; else a new one is made. */
  folder: Folder | null;
  open: boolean;
  onClose: () => void;
}

export function FolderNameDialog({ folder, open, onClose }: FolderNameDialogProps) {
  const [name, setName] = useState(folder?.name ?? "");
  const [problem, setProblem] = useState<string | null>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    try {
      const path = { folder_id: folder?.folder_id ?? "" };
      await ok(
        folder
          ? api.PUT("/api/audio-studio/folders/{folder_id}", { params: { path }, body: { name } })
          : api.POST("/api/audio-studio/folders", { body: { name } }),
      );
      noteChange();
      setName("");
      setProblem(null);
      onClose();
    } catch (error) {
      setProblem(problemOf(error).detail);
    }
  }

  return (
    <Dialog open={open} onClose={onClose} title={folder ? "Rename the folder" : "New folder"}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label="Name"
          required
          maxLength={100}
          autoComplete="off"
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={problem}
        />
        <Button type="submit" look="primary" className="self-end">
          {folder ? "Rename" : "Make it"}
        </Button>
      </form>
    </Dialog>
  );
}
