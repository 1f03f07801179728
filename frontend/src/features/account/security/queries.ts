import { queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";

export const methodsQuery = queryOptions({
  queryKey: ["auth", "methods"],
  queryFn: () => ok(api.GET("/auth/methods")),
  staleTime: Number.POSITIVE_INFINITY,
});

export const securityQuery = queryOptions({
  queryKey: ["auth", "security"],
  queryFn: () => ok(api.GET("/auth/security")),
});

export const sessionsQuery = queryOptions({
  queryKey: ["auth", "sessions"],
  queryFn: () => ok(api.GET("/auth/sessions")),
});

export const exportsQuery = queryOptions({
  queryKey: ["auth", "exports"],
  queryFn: () => ok(api.GET("/auth/exports")),
  refetchInterval: ({ state }) => (state.data?.some((made) => made.state === "PENDING") ? 2000 : false),
});
