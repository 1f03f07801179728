import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { api, ok, type Schemas } from "@/api/client";

export type Item = Schemas["ItemView"];

const PAGE_SIZE = 50;

export function libraryQuery(q = "") {
  return infiniteQueryOptions({
    queryKey: ["library", "list", q],
    queryFn: ({ pageParam }) =>
      ok(
        api.GET("/api/audio-studio/library", {
          params: { query: { q, limit: PAGE_SIZE, cursor: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}
