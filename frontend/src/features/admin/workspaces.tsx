import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { newKey } from "@/api/new-key";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/button";
import { credits } from "@/ui/credits";
import { Field, TextField } from "@/ui/field";
import { Menu, MenuItem } from "@/ui/menu";
import { Select } from "@/ui/select";
import { ActDialog } from "./act-dialog";
import { gigabytes } from "./overview";
import { PagedList, usePages } from "./paged-list";
import { SearchField } from "./search-field";

type Workspace = Schemas["WorkspaceRow"];
type Act = "credits" | "plan" | "suspension";

export function Workspaces() {
  const [search, setSearch] = useState("");
  const [acting, setActing] = useState<{ on: Workspace; act: Act } | null>(null);
  const pages = usePages<Workspace>(["workspaces", search], (cursor) =>
    ok(api.GET("/admin/workspaces", { params: { query: { search, cursor } } })),
  );
  const close = () => setActing(null);
  return (
    <>
      <SearchField label="Name, or a member's address" onSearch={setSearch} />
      <PagedList label="Workspaces" pages={pages} keyOf={(workspace) => workspace.workspace_id}>
        {(workspace) => (
          <>
            <div className="min-w-0 grow basis-56">
              <p className="truncate font-medium">{workspace.name}</p>
              <p className="truncate text-sm text-ink-3">
                {workspace.kind}, {workspace.owner ?? "no owner"}, {workspace.members}{" "}
                {workspace.members === 1 ? "member" : "members"}
              </p>
            </div>
            <p className="numeric text-sm text-ink-2">
              {credits(workspace.balance)}, {gigabytes(workspace.kept_bytes)}
            </p>
            <Badge>{workspace.tier}</Badge>
            {workspace.suspended_at && <Badge tone="bad">Suspended</Badge>}
            <Menu
              trigger={
                <IconButton label={`What to do with ${workspace.name}`}>
                  <Ellipsis aria-hidden className="size-4" />
                </IconButton>
              }
            >
              <MenuItem onSelect={() => setActing({ on: workspace, act: "credits" })}>Give credits</MenuItem>
              <MenuItem onSelect={() => setActing({ on: workspace, act: "plan" })}>Change the plan</MenuItem>
              <MenuItem onSelect={() => setActing({ on: workspace, act: "suspension" })}>
                {workspace.suspended_at ? "Lift the suspension" : "Suspend"}
              </MenuItem>
            </Menu>
          </>
        )}
      </PagedList>
      {acting?.act === "credits" && <CreditsDialog workspace={acting.on} onClose={close} />}
      {acting?.act === "plan" && <PlanDialog workspace={acting.on} onClose={close} />}
      {acting?.act === "suspension" && (
        <ActDialog
          title={`${acting.on.suspended_at ? "Lift the suspension of" : "Suspend"} ${acting.on.name}`}
          action={acting.on.suspended_at ? "Lift it" : "Suspend"}
          onClose={close}
          onAct={(reason) =>
            ok(
              api.PUT("/admin/workspaces/{workspace_id}/suspension", {
                params: { path: acting.on },
                body: { suspended: !acting.on.suspended_at, reason },
              }),
            )
          }
        />
      )}
    </>
  );
}

interface DialogProps {
  workspace: Workspace;
  onClose: () => void;
}

function CreditsDialog({ workspace, onClose }: DialogProps) {
  const [amount, setAmount] = useState("");
  const [key] = useState(newKey); // sent again, it counts once
  return (
    <ActDialog
      title={`Give ${workspace.name} credits`}
      action="Give them"
      onClose={onClose}
      onAct={(reason) =>
        ok(
          api.POST("/admin/workspaces/{workspace_id}/credits", {
            params: { path: workspace, header: { "Idempotency-Key": key } },
            body: { amount: Number(amount), reason },
          }),
        )
      }
    >
      <TextField
        label="Credits"
        hint="Members read the reason in their history."
        type="number"
        required
        min={0.01}
        max={1_000_000}
        step={0.01}
        value={amount}
        onChange={(event) => setAmount(event.target.value)}
      />
    </ActDialog>
  );
}

const TIERS: Schemas["Tier"][] = ["Free", "Pro", "Advanced"];

function PlanDialog({ workspace, onClose }: DialogProps) {
  const [tier, setTier] = useState(workspace.tier);
  return (
    <ActDialog
      title={`The plan of ${workspace.name}`}
      action="Change it"
      onClose={onClose}
      onAct={(reason) =>
        ok(
          api.PUT("/admin/workspaces/{workspace_id}/plan", {
            params: { path: workspace },
            body: { tier, reason },
          }),
        )
      }
    >
      <Field label="Plan">
        {(ids) => (
          <Select
            {...ids}
            value={tier}
            choices={TIERS.map((value) => ({ value, label: value }))}
            onChange={(value) => setTier(value as Schemas["Tier"])}
          />
        )}
      </Field>
    </ActDialog>
  );
}
