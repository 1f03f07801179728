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
  const isFavourite = !before.includes(voiceId);
  queryClient.setQueryData(queryKey, (ids: string[] = []) => withFavourite(ids, voiceId, isFavourite));
  const request = { params: { path: { voice_id: voiceId } }, keepalive: true };
  const address = "/api/audio-studio/ai-voice/favourites/{voice_id}";
  try {
    await ok(isFavourite ? api.PUT(address, request) : api.DELETE(address, request));
  } catch (error) {
    queryClient.setQueryData(queryKey, (ids: string[] = []) => withFavourite(ids, voiceId, !isFavourite));
    toast(problemOf(error).detail);
  }
}

function withFavourite(ids: string[], voiceId: string, isFavourite: boolean): string[] {
  const others = ids.filter((id) => id !== voiceId);
  return isFavourite ? [...others, voiceId] : others;
}
