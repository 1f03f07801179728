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
  const liked = !before.includes(voiceId);
  queryClient.setQueryData(queryKey, (ids: string[] = []) => withMark(ids, voiceId, liked));
  const request = { params: { path: { voice_id: voiceId } }, keepalive: true };
  const address = "/api/audio-studio/ai-voice/favourites/{voice_id}";
  try {
    await ok(liked ? api.PUT(address, request) : api.DELETE(address, request));
  } catch (error) {
    queryClient.setQueryData(queryKey, (ids: string[] = []) => withMark(ids, voiceId, !liked));
    toast(problemOf(error).detail);
  }
}

function withMark(ids: string[], voiceId: string, liked: boolean): string[] {
  const others = ids.filter((id) => id !== voiceId);
  return liked ? [...others, voiceId] : others;
}
