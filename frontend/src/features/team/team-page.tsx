import { useMutation, useQuery } from "@tanstack/react-query";
import { LogOut, Pencil, Plus, Users } from "lucide-react";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { problemOf } from "@/api/problem";
import { switchWorkspace, useSession } from "@/api/session";
import { ErrorState } from "@/feedback/error-state";
import { NameDialog } from "@/feedback/name-dialog";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { DeleteTeam, DeletionNotice } from "./deletion";
import { Invitations } from "./invitations";
import { Members } from "./members";
import { ROLES, refreshTeam, workspaceQuery } from "./queries";
import { UsageByMonth } from "./usage";

/** Who shares this workspace, as what; and the way to another one. */
export function TeamPage() {
  const workspace = useQuery(workspaceQuery);
  const [asking, setAsking] = useState<"make" | "rename" | "leave" | null>(null);
  const close = () => setAsking(null);
  const leaving = useMutation({
    mutationFn: () => ok(api.POST("/workspace/leave")),
    onSuccess: () => location.assign(import.meta.env.BASE_URL),
  });
  const details = workspace.data;
  const manages = details?.role === "owner" || details?.role === "admin";
  const isTeam = details?.kind === "team";
  return (
    <Page
      title={isTeam ? details.name : "Team"}
      subtitle={
        isTeam
          ? `${details.seats_taken} of ${details.seats} seats of the ${details.tier} plan are taken.`
          : "This is your own workspace. A team shares credits, sounds and voices."
      }
      aside={
        <>
          {isTeam && manages && (
            <Button onClick={() => setAsking("rename")}>
              <Pencil aria-hidden className="size-4" /> Rename
            </Button>
          )}
          {isTeam && (
            <Button variant="danger" busy={leaving.isPending} onClick={() => setAsking("leave")}>
              <LogOut aria-hidden className="size-4" /> Leave
            </Button>
          )}
          <Button variant={isTeam ? "plain" : "primary"} onClick={() => setAsking("make")}>
            <Plus aria-hidden className="size-4" /> New team
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-6">
        {leaving.error && <Notice tone="bad">{problemOf(leaving.error).detail}</Notice>}
        {isTeam && <DeletionNotice team={details} />}
        {details?.suspended && (
          <Notice tone="warn" title="This workspace is suspended">
            It keeps what it has, and takes no jobs. Ask whoever runs this installation.
          </Notice>
        )}
        {workspace.isPending && <SkeletonRows rows={4} label="Loading the team" />}
        {workspace.error && !details && (
          <ErrorState error={workspace.error} onRetry={() => workspace.refetch()} />
        )}
        {isTeam && <Members role={details.role} />}
        {isTeam && manages && <Invitations />}
        {isTeam && (manages || details.role === "billing") && <UsageByMonth />}
        <Workspaces />
        {isTeam && <DeleteTeam team={details} />}
      </div>
      {asking === "make" && (
        <NameDialog
          title="A new team"
          action="Make it"
          maxLength={80}
          onClose={close}
          onSave={async (name) => {
            const made = await ok(api.POST("/workspaces", { body: { name } }));
            await switchWorkspace(made.workspace_id, "team");
          }}
        />
      )}
      {asking === "rename" && details && (
        <NameDialog
          title="Rename the team"
          action="Rename"
          name={details.name}
          maxLength={80}
          onClose={close}
          onSave={async (name) => {
            await ok(api.PATCH("/workspace", { body: { name } }));
            await refreshTeam();
          }}
        />
      )}
      <Confirm
        open={asking === "leave"}
        onClose={close}
        title={`Leave ${details?.name ?? "the team"}?`}
        description="What you made stays in the team. To come back, you have to be invited again."
        action="Leave"
        onConfirm={() => leaving.mutate()}
      />
    </Page>
  );
}

function Workspaces() {
  const user = useSession((state) => state.user);
  const switching = useMutation({ mutationFn: (id: string) => switchWorkspace(id, "team") });
  return (
    <Card aria-labelledby="workspaces">
      <h2 id="workspaces" className="mb-4 text-lg">
        Your workspaces
      </h2>
      {switching.error && <Notice tone="bad">{problemOf(switching.error).detail}</Notice>}
      <ul className="flex flex-col divide-y divide-line">
        {user?.workspaces.map(({ workspace_id, name, kind, role }) => (
          <li key={workspace_id} className="flex items-center gap-3 py-2">
            <Users aria-hidden className="size-4 shrink-0 text-ink-3" />
            <span className="min-w-0 grow truncate">
              {name}{" "}
              <span className="text-ink-3">{kind === "personal" ? "your own" : ROLES[role].label}</span>
            </span>
            {workspace_id === user.workspace_id ? (
              <Badge tone="accent">You are here</Badge>
            ) : (
              <Button
                size="sm"
                aria-label={`Switch to ${name}`}
                busy={switching.isPending && switching.variables === workspace_id}
                onClick={() => switching.mutate(workspace_id)}
              >
                Switch
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
