import { type ReactNode, useState } from "react";
import { queryClient } from "@/api/queries";
import { ChangeForm } from "@/feedback/change-form";
import { TextField } from "@/ui/field";

interface ActDialogProps {
  title: string;
  action: string;
  onClose: () => void;
  onAct: (reason: string) => Promise<unknown>;
  children?: ReactNode;
}

/** Asks why, since everything that operators do is written down with that. */
export function ActDialog({ title, action, onClose, onAct, children }: ActDialogProps) {
  const [reason, setReason] = useState("");
  return (
    <ChangeForm
      title={title}
      action={action}
      onClose={onClose}
      onSave={async () => {
        await onAct(reason);
        await queryClient.invalidateQueries({ queryKey: ["admin"] });
      }}
    >
      {children}
      <TextField
        label="Reason"
        hint="It is written into the log."
        required
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </ChangeForm>
  );
}
