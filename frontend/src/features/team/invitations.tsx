import { useMutation, useQuery } from "@tanstack/react-query";
import { Copy } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { ErrorState } from "@/feedback/error-state";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Field, TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { Select } from "@/ui/select";
import { toast } from "@/ui/toast";
import { GIVEN_ROLES, invitationsQuery, ROLES, refreshTeam } from "./queries";

type InvitedRole = (typeof GIVEN_ROLES)[number];

const day = new Intl.DateTimeFormat("en", { dateStyle: "medium" });
const CHOICES = GIVEN_ROLES.map((value) => ({
  value,
  label: `${ROLES[value].label}: ${ROLES[value].meaning}`,
}));

/** Asks people to join, and shows whom it has asked. */
export function Invitations() {
  const invitations = useQuery(invitationsQuery);
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<InvitedRole>("member");
  const inviting = useMutation({
    mutationFn: () => ok(api.POST("/workspace/invitations", { body: { email, role } })),
    onSuccess: () => {
      setEmail("");
      void refreshTeam();
    },
  });
  const revoking = useMutation({
    mutationFn: (invitation_id: string) =>
      ok(api.DELETE("/workspace/invitations/{invitation_id}", { params: { path: { invitation_id } } })),
    onSuccess: (_, revoked) => {
      if (inviting.data?.invitation_id === revoked) inviting.reset();
      void refreshTeam();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    inviting.mutate();
  }
  const error = inviting.error ?? revoking.error;
  return (
    <Card aria-labelledby="invitations">
      <h2 id="invitations" className="mb-4 text-lg">
        Invite somebody
      </h2>
      <form onSubmit={submit} className="flex flex-wrap items-end gap-3">
        <div className="grow basis-56">
          <TextField
            label="E-mail of whom you invite"
            type="email"
            required
            maxLength={254}
            autoComplete="off"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </div>
        <div className="grow basis-56">
          <Field label="Role">
            {(ids) => (
              <Select
                {...ids}
                value={role}
                choices={CHOICES}
                onChange={(value) => setRole(value as InvitedRole)}
              />
            )}
          </Field>
        </div>
        <Button type="submit" variant="primary" busy={inviting.isPending}>
          Invite
        </Button>
      </form>
      <div className="mt-4 flex flex-col gap-3 empty:hidden">
        {error && <Notice tone="bad">{problemOf(error).detail}</Notice>}
        {inviting.data && <Made invitation={inviting.data} />}
        {invitations.error && <ErrorState error={invitations.error} onRetry={() => invitations.refetch()} />}
        <ul className="flex flex-col divide-y divide-line empty:hidden" aria-label="Open invitations">
          {invitations.data?.map((invitation) => (
            <li key={invitation.invitation_id} className="flex flex-wrap items-center gap-3 py-2">
              <span className="min-w-0 grow truncate">
                {invitation.email} <span className="text-ink-3">{ROLES[invitation.role].label}</span>
              </span>
              <span className="text-sm text-ink-3">until {day.format(new Date(invitation.expires_at))}</span>
              <Button
                size="sm"
                aria-label={`Revoke the invitation of ${invitation.email}`}
                busy={revoking.isPending && revoking.variables === invitation.invitation_id}
                onClick={() => revoking.mutate(invitation.invitation_id)}
              >
                Revoke
              </Button>
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}

function Made({ invitation: { email, link } }: { invitation: Schemas["InvitationMade"] }) {
  if (link === null) return <Notice tone="good">A mail is on its way to {email}.</Notice>;
  return (
    <Notice tone="good" title={`Pass this link on to ${email}`}>
      <p>It works once, for an account of that address, and is shown here only now.</p>
      <p className="mt-2 flex items-center gap-2">
        <code className="min-w-0 truncate" data-testid="invitation-link">
          {link}
        </code>
        {/* Browsers let pages copy that came by https or from this machine. */}
        {navigator.clipboard && (
          <Button
            size="sm"
            onClick={async () => {
              await navigator.clipboard.writeText(link);
              toast("The link is copied.");
            }}
          >
            <Copy aria-hidden className="size-4" /> Copy
          </Button>
        )}
      </p>
    </Notice>
  );
}
