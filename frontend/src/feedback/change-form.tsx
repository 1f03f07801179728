import { useMutation } from "@tanstack/react-query";
import type { FormEvent, ReactNode } from "react";
import { problemOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Notice } from "@/ui/notice";

interface ChangeFormProps {
  title: string;
  action: string;
  onClose: () => void;
  onSave: () => Promise<unknown>;
  children: ReactNode;
}

/** A dialog with a form that changes something, and says where that fails. */
export function ChangeForm({ title, action, onClose, onSave, children }: ChangeFormProps) {
  const saving = useMutation({ mutationFn: onSave, onSuccess: onClose });

  function submit(event: FormEvent) {
    event.preventDefault();
    saving.mutate();
  }

  return (
    <Dialog open onClose={onClose} title={title}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {children}
        {saving.error && <Notice tone="bad">{problemOf(saving.error).detail}</Notice>}
        <Button type="submit" variant="primary" busy={saving.isPending} className="self-end">
          {action}
        </Button>
      </form>
    </Dialog>
  );
}
