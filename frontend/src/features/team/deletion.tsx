import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { ChangeForm } from "@/feedback/change-form";
import { ConfirmDialog, confirmed } from "@/feedback/confirmed";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { day } from "@/ui/format-date";
import { Notice } from "@/ui/notice";
import { refreshTeam } from "./queries";

/** That a team will be deleted; its owners can keep it. */
export function DeletionNotice({ team }: { team: Schemas["WorkspaceDetails"] }) {
  const keep = useMutation({
    mutationFn: () => ok(api.DELETE("/workspace/deletion")),
    onSuccess: refreshTeam,
  });
  if (!team.deletion_due_at) return null;
  return (
    <Notice tone="warn" title={`This team will be deleted on ${day(team.deletion_due_at)}`}>
      <p>Sounds, voices and credits go with it. Download what is to be kept.</p>
      {keep.error && <p className="text-bad">{problemOf(keep.error).detail}</p>}
      {team.role === "owner" && (
        <Button size="sm" className="mt-2" busy={keep.isPending} onClick={() => keep.mutate()}>
          Keep the team
        </Button>
      )}
    </Notice>
  );
}

/** The way to delete a team, for its owners. */
export function DeleteTeam({ team }: { team: Schemas["WorkspaceDetails"] }) {
  const [isAsking, setIsAsking] = useState(false);
  const [name, setName] = useState("");
  if (team.role !== "owner" || team.deletion_due_at) return null;
  return (
    <>
      <Button variant="danger" className="self-start" onClick={() => setIsAsking(true)}>
        Delete the team…
      </Button>
      {isAsking && (
        <ChangeForm
          title={`Delete ${team.name}?`}
          action="Delete the team"
          onClose={() => setIsAsking(false)}
          onSave={async () => {
            await confirmed(() => ok(api.POST("/workspace/deletion", { body: { name } })));
            await refreshTeam();
          }}
        >
          <Notice tone="warn">
            All that is in it goes, for every member, after 14 days; until then it can be kept.
          </Notice>
          <TextField
            label={`Type ${team.name} to confirm`}
            autoComplete="off"
            required
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </ChangeForm>
      )}
      <ConfirmDialog />
    </>
  );
}
