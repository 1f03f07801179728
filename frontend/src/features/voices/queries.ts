/** What the screens of voices ask of the server. */
import { queryOptions } from "@tanstack/react-query";
import { api, ok, type Schemas } from "@/api/client";

export type Voice = Schemas["VoiceView"];
export type Gallery = Schemas["Gallery"];
export type Pronunciation = Schemas["PronunciationView"];

export const galleryQuery = queryOptions({
  queryKey: ["voices", "gallery"],
  queryFn: () => ok(api.GET("/api/audio-studio/ai-voice/voices")),
  staleTime: 60_000,
});

export const pronunciationsQuery = queryOptions({
  queryKey: ["voices", "pronunciations"],
  queryFn: () => ok(api.GET("/api/audio-studio/ai-voice/pronunciations")),
});
