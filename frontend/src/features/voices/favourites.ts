/** Voices that somebody likes: the server keeps them, for every browser they sign in with. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import { problemOf } from "@/api/problem";
import { queryClient } from "@/api/queries";
import { toast } from "@/ui/toast";

const NONE: string[] = [];

const favouritesQuery = queryOptions({
  queryKey: ["voices", "favourites"],
  queryFn: async () => (await ok(api.GET("/api/audio-studio/ai-voice/favourites"))).voice_ids,
});

export function useFavourites(): readonly string[] {
  return useQuery(favouritesQuery).data ?? NONE;
}

/** Shows it at once, and takes it back where the server does not keep it. */
export async function toggleFavourite(voiceId: string): Promise<void> {
  const { queryKey } = favouritesQuery;
  await queryClient.cancelQueries({ queryKey });
  const before = await queryClient.ensureQueryData(favouritesQuery);
  const voice_ids = before.includes(voiceId) ? before.filter((id) => id !== voiceId) : [...before, voiceId];
  queryClient.setQueryData(queryKey, voice_ids);
  try {
    await ok(api.PUT("/api/audio-studio/ai-voice/favourites", { body: { voice_ids }, keepalive: true }));
  } catch (error) {
    queryClient.setQueryData(queryKey, before);
    toast(problemOf(error).detail);
  }
}
