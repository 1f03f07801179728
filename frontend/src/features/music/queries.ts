/** What the screens of music and of sound effects ask of the server. */
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, ok, type Schemas } from "@/api/client";

export type Preset = Schemas["PresetView"];
export type Instrument = Schemas["InstrumentView"];
export type Generator = Schemas["GeneratorView"];
export type EffectKind = Schemas["EffectKindView"];
export type PlanView = Schemas["PlanView"];
export type PlanRequest = Schemas["PlanRequest"];
export type PlanChange = Omit<Schemas["PlanEdit"], "plan">;

export const presetsQuery = queryOptions({
  queryKey: ["music", "presets"],
  queryFn: () => ok(api.GET("/api/audio-studio/music/presets")),
  staleTime: Number.POSITIVE_INFINITY,
});

export const kindsQuery = queryOptions({
  queryKey: ["music", "kinds"],
  queryFn: async () => (await ok(api.GET("/api/audio-studio/sfx/kinds"))).kinds,
  staleTime: Number.POSITIVE_INFINITY,
});

export const generatorsQuery = queryOptions({
  queryKey: ["music", "engines"],
  queryFn: async () => (await ok(api.GET("/api/audio-studio/music/engines"))).generators,
});

/** The library's newest sounds, among which one can be chosen. */
export const soundsQuery = queryOptions({
  queryKey: ["library", "sounds"],
  queryFn: async () => {
    const page = await ok(api.GET("/api/audio-studio/library", { params: { query: { limit: 100 } } }));
    return page.items.filter(({ media_type, type }) => media_type.startsWith("audio/") && type !== "midi");
  },
});

/** The plan of a request, given as JSON: the same words make the same plan. */
export function planQuery(request: string) {
  return queryOptions({
    queryKey: ["music", "plan", request],
    queryFn: () => ok(api.POST("/api/audio-studio/music/plan", { body: JSON.parse(request) })),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
