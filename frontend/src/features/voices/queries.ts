/** What the screens of voices ask of the server. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, ok, type Schemas } from "@/api/client";
import { POLL_MS, useConnection } from "@/api/connection";
import { isUnderWay } from "@/api/jobs";

export type Voice = Schemas["VoiceView"];
export type Gallery = Schemas["Gallery"];
export type Pronunciation = Schemas["PronunciationView"];

const TAKES_SHOWN = 10;

export const galleryQuery = queryOptions({
  queryKey: ["voices", "gallery"],
  queryFn: () => ok(api.GET("/api/audio-studio/ai-voice/voices")),
  staleTime: 60_000,
});

export const pronunciationsQuery = queryOptions({
  queryKey: ["voices", "pronunciations"],
  queryFn: () => ok(api.GET("/api/audio-studio/ai-voice/pronunciations")),
});

/** The texts that were read last, whichever voice read them. Its key makes the live line keep it up to date. */
export const takesQuery = infiniteQueryOptions({
  queryKey: ["jobs", "list", "speech"],
  queryFn: ({ pageParam }) =>
    ok(
      api.GET("/jobs", {
        params: {
          query: { tool: ["speech_synthesis", "premium_speech"], limit: TAKES_SHOWN, cursor: pageParam },
        },
      }),
    ),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor ?? undefined,
  refetchInterval: ({ state }) => {
    const jobs = state.data?.pages.flatMap((page) => page.items) ?? [];
    return !useConnection.getState().live && jobs.some(({ status }) => isUnderWay(status)) ? POLL_MS : false;
  },
});
