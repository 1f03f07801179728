/** What several parts of the app ask of the server: one place for each resource's key. */
import { QueryClient, queryOptions } from "@tanstack/react-query";
import { api, ok } from "./client";
import { problemOf } from "./problem";

const PATIENT_STATUSES = [0, 502, 503, 504];

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A browser without internet may well reach a server in the house; and who cannot be reached is to be told so.
      networkMode: "always",
      // Only a server that cannot be reached may answer differently the next time.
      retry: (failures, error) => failures < 2 && PATIENT_STATUSES.includes(problemOf(error).status),
    },
    mutations: { networkMode: "always" },
  },
});

export const balanceQuery = queryOptions({
  queryKey: ["credits", "balance"],
  queryFn: async () => (await ok(api.GET("/credits/balance"))).balance,
});

export const toolsQuery = queryOptions({
  queryKey: ["tools"],
  queryFn: () => ok(api.GET("/tools")),
  staleTime: Number.POSITIVE_INFINITY,
});

export function itemQuery(audioId: string) {
  return queryOptions({
    queryKey: ["library", "item", audioId],
    queryFn: () =>
      ok(api.GET("/api/audio-studio/library/{audio_id}", { params: { path: { audio_id: audioId } } })),
  });
}
