/** What the pages of teams ask, and the words for roles. */
import { queryOptions } from "@tanstack/react-query";
import { api, ok, type Schemas } from "@/api/client";
import { queryClient } from "@/api/queries";

export type Role = Schemas["Role"];
export type Member = Schemas["Member"];

export const ROLES: Record<Role, { label: string; meaning: string }> = {
  owner: { label: "Owner", meaning: "everything, and who owns the team" },
  admin: { label: "Admin", meaning: "everything but owners" },
  member: { label: "Member", meaning: "makes and changes sounds" },
  viewer: { label: "Viewer", meaning: "hears, and changes nothing" },
  billing: { label: "Billing", meaning: "pays, and hears nothing" },
};

/** What can be given by invitation, or without being an owner. */
export const GIVEN_ROLES = ["admin", "member", "viewer", "billing"] as const;

export const workspaceQuery = queryOptions({
  queryKey: ["workspace"],
  queryFn: () => ok(api.GET("/workspace")),
});

export const membersQuery = queryOptions({
  queryKey: ["workspace", "members"],
  queryFn: () => ok(api.GET("/workspace/members")),
});

export const invitationsQuery = queryOptions({
  queryKey: ["workspace", "invitations"],
  queryFn: () => ok(api.GET("/workspace/invitations")),
});

export function usageQuery(month: string) {
  return queryOptions({
    queryKey: ["workspace", "usage", month],
    queryFn: () => ok(api.GET("/workspace/usage", { params: { query: { month } } })),
  });
}

/** To be called once something about the team has changed. */
export function refreshTeam(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ["workspace"] });
}
