import { useMutation, useQuery } from "@tanstack/react-query";
import { Crown, Ellipsis, Gauge, UserMinus } from "lucide-react";
import { useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useSession } from "@/api/session";
import { ChangeForm } from "@/feedback/change-form";
import { ErrorState } from "@/feedback/error-state";
import { IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { credits } from "@/ui/credits";
import { Confirm } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { Notice } from "@/ui/notice";
import { Select } from "@/ui/select";
import { SkeletonRows } from "@/ui/skeleton";
import { GIVEN_ROLES, type Member, membersQuery, ROLES, type Role, refreshTeam } from "./queries";

/** Who belongs to the team; whoever manages it changes roles and limits in place. */
export function Members({ role }: { role: Role }) {
  const members = useQuery(membersQuery);
  const [limiting, setLimiting] = useState<Member | null>(null);
  const [asking, setAsking] = useState<{ about: Member; to: "remove" | "transfer" } | null>(null);
  const changing = useMutation({
    mutationFn: ({ of, change }: { of: Member; change: Schemas["MemberChange"] }) => changeMember(of, change),
  });
  const acting = useMutation({
    mutationFn: async ({ about, to }: { about: Member; to: "remove" | "transfer" }) => {
      if (to === "transfer") await ok(api.POST("/workspace/transfer", { body: { user_id: about.user_id } }));
      else await ok(api.DELETE("/workspace/members/{user_id}", { params: { path: about } }));
      await refreshTeam();
    },
  });
  const error = changing.error ?? acting.error;
  return (
    <Card aria-labelledby="members">
      <h2 id="members" className="mb-4 text-lg">
        Members
      </h2>
      {error && <Notice tone="bad">{problemOf(error).detail}</Notice>}
      {members.isPending && <SkeletonRows rows={3} label="Loading the members" />}
      {members.error && <ErrorState error={members.error} onRetry={() => members.refetch()} />}
      <ul className="flex flex-col divide-y divide-line">
        {members.data?.map((member) => (
          <Row
            key={member.user_id}
            member={member}
            role={role}
            onRole={(next) => changing.mutate({ of: member, change: { role: next } })}
            onLimit={() => setLimiting(member)}
            onAsk={(to) => setAsking({ about: member, to })}
          />
        ))}
      </ul>
      {limiting && <LimitDialog member={limiting} onClose={() => setLimiting(null)} />}
      <Confirm
        open={asking !== null}
        onClose={() => setAsking(null)}
        title={
          asking?.to === "transfer"
            ? `Make ${asking.about.username} the owner?`
            : `Remove ${asking?.about.username}?`
        }
        description={
          asking?.to === "transfer"
            ? "You become an admin: only an owner can give the team back to you."
            : "They are out at once. What they made stays in the team."
        }
        action={asking?.to === "transfer" ? "Transfer" : "Remove"}
        onConfirm={() => asking && acting.mutate(asking)}
      />
    </Card>
  );
}

interface RowProps {
  member: Member;
  role: Role;
  onRole: (role: Role) => void;
  onLimit: () => void;
  onAsk: (to: "remove" | "transfer") => void;
}

function Row({ member, role, onRole, onLimit, onAsk }: RowProps) {
  const me = useSession((state) => state.user?.id);
  const manages = role === "owner" || (role === "admin" && member.role !== "owner");
  const given: Role[] = role === "owner" ? ["owner", ...GIVEN_ROLES] : [...GIVEN_ROLES];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3" aria-label={member.username}>
      <div className="min-w-0 grow basis-48">
        <p className="truncate font-medium">
          {member.username} {member.user_id === me && <span className="font-normal text-ink-3">(you)</span>}
        </p>
        <p className="truncate text-sm text-ink-3">{member.email}</p>
      </div>
      <p className="numeric text-sm text-ink-2">{spending(member)}</p>
      {manages ? (
        <div className="w-36">
          <Select
            aria-label={`Role of ${member.username}`}
            value={member.role}
            choices={given.map((value) => ({ value, label: ROLES[value].label }))}
            onChange={(value) => onRole(value as Role)}
          />
        </div>
      ) : (
        <p className="w-36 text-ink-2">{ROLES[member.role].label}</p>
      )}
      {manages && (
        <Menu
          trigger={
            <IconButton label={`More about ${member.username}`}>
              <Ellipsis aria-hidden className="size-4" />
            </IconButton>
          }
        >
          <MenuItem icon={<Gauge aria-hidden />} onSelect={onLimit}>
            Monthly limit
          </MenuItem>
          {member.user_id !== me && role === "owner" && (
            <MenuItem icon={<Crown aria-hidden />} onSelect={() => onAsk("transfer")}>
              Make the owner
            </MenuItem>
          )}
          {member.user_id !== me && (
            <>
              <MenuSeparator />
              <MenuItem icon={<UserMinus aria-hidden />} danger onSelect={() => onAsk("remove")}>
                Remove
              </MenuItem>
            </>
          )}
        </Menu>
      )}
    </li>
  );
}

/** What somebody spent this month, of what, as far as one may know. */
function spending({ spent, monthly_limit }: Member): string {
  if (spent === null) return "";
  if (monthly_limit === null) return `${credits(spent)} this month`;
  return `${spent} of ${credits(monthly_limit)} this month`;
}

function LimitDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const [written, setWritten] = useState(member.monthly_limit?.toString() ?? "");
  return (
    <ChangeForm
      title={`What ${member.username} may spend`}
      action="Save"
      onClose={onClose}
      onSave={() => changeMember(member, { monthly_limit: written === "" ? null : Number(written) })}
    >
      <TextField
        label="Credits a month"
        hint="Empty is no limit. A month begins on the first, in UTC."
        type="number"
        min={0}
        max={1_000_000}
        step={0.01}
        value={written}
        onChange={(event) => setWritten(event.target.value)}
      />
    </ChangeForm>
  );
}

async function changeMember(member: Member, change: Schemas["MemberChange"]): Promise<void> {
  await ok(api.PATCH("/workspace/members/{user_id}", { params: { path: member }, body: change }));
  await refreshTeam();
}
