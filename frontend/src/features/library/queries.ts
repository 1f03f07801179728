/** What the library asks of the server, and how what is on the screen changes with it. */
import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  type QueryKey,
  queryOptions,
} from "@tanstack/react-query";
import { api, ok, type Schemas } from "@/api/client";
import { itemQuery, queryClient } from "@/api/queries";
import { type LibraryFilter, matchesFilter } from "./filter";

export type Item = Schemas["ItemView"];
export type Folder = Schemas["FolderView"];
type Pages = InfiniteData<Schemas["Page_ItemView_"]>;

const PAGE_SIZE = 100;
const LISTS = ["library", "list"];

export function libraryQuery(filter: LibraryFilter) {
  const { q, type, folder, tag, trash } = filter;
  return infiniteQueryOptions({
    queryKey: [...LISTS, { q, type, folder, tag, trash }],
    queryFn: ({ pageParam, signal }) =>
      ok(
        api.GET("/api/audio-studio/library", {
          params: {
            query: {
              q,
              type: type && [type],
              folder_id: folder,
              tag,
              trashed: trash,
              limit: PAGE_SIZE,
              cursor: pageParam,
            },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export const foldersQuery = queryOptions({
  queryKey: ["library", "folders"],
  queryFn: () => ok(api.GET("/api/audio-studio/folders")),
});

export const trashQuery = queryOptions({
  queryKey: ["library", "trash"],
  queryFn: () => ok(api.GET("/api/audio-studio/trash")),
});

export const tagsQuery = queryOptions({
  queryKey: ["library", "tags"],
  queryFn: () => ok(api.GET("/api/audio-studio/tags")),
});

export type Snapshot = [QueryKey, Pages | undefined][];

export function snapshotLists(): Snapshot {
  return queryClient.getQueriesData<Pages>({ queryKey: LISTS });
}

export function restoreLists(snapshot: Snapshot): void {
  for (const [key, pages] of snapshot) queryClient.setQueryData(key, pages);
}

/** Shows items as they are now in every list that is known, or takes them out of those they left. */
export function updateLists(changed: Item[]): void {
  const byId = new Map(changed.map((item) => [item.audio_id, item]));
  for (const [key, pages] of snapshotLists()) {
    if (!pages) continue;
    const filter = key.at(-1) as LibraryFilter;
    queryClient.setQueryData<Pages>(key, {
      ...pages,
      pages: pages.pages.map((page) => ({
        ...page,
        items: page.items.flatMap((item) => {
          const now = byId.get(item.audio_id) ?? item;
          return matchesFilter(now, filter) ? [now] : [];
        }),
      })),
    });
  }
  for (const item of changed) queryClient.setQueryData(itemQuery(item.audio_id).queryKey, item);
}

/** Has what is not in sight asked for anew when it comes into sight, and the counts at once. */
export function invalidateLibrary(): void {
  void queryClient.invalidateQueries({ queryKey: LISTS, refetchType: "none" });
  void queryClient.invalidateQueries({ queryKey: foldersQuery.queryKey });
  void queryClient.invalidateQueries({ queryKey: tagsQuery.queryKey });
  void queryClient.invalidateQueries({ queryKey: trashQuery.queryKey });
}
