import { type InfiniteData, type UseInfiniteQueryResult, useInfiniteQuery } from "@tanstack/react-query";
import { Inbox } from "lucide-react";
import type { ReactNode } from "react";
import { ErrorState } from "@/feedback/error-state";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { EmptyState } from "@/ui/empty-state";
import { SkeletonRows } from "@/ui/skeleton";

interface Pageful<T> {
  items: T[];
  next_cursor: string | null;
}

/** Asks for a list page by page. */
export function usePages<T>(key: string[], ask: (cursor: string | undefined) => Promise<Pageful<T>>) {
  return useInfiniteQuery({
    queryKey: ["admin", ...key],
    queryFn: ({ pageParam }) => ask(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

interface PagedListProps<T> {
  label: string;
  pages: UseInfiniteQueryResult<InfiniteData<Pageful<T>>>;
  keyOf: (item: T) => string;
  children: (item: T) => ReactNode;
}

export function PagedList<T>({ label, pages, keyOf, children }: PagedListProps<T>) {
  const items = pages.data?.pages.flatMap((page) => page.items);
  if (pages.error && !items) return <ErrorState error={pages.error} onRetry={() => pages.refetch()} />;
  if (!items) return <SkeletonRows rows={5} label={`Loading: ${label}`} />;
  if (items.length === 0) return <EmptyState icon={<Inbox aria-hidden />} title="Nothing here" />;
  return (
    <>
      <Card flush aria-label={label}>
        <ul className="flex flex-col divide-y divide-line">
          {items.map((item) => (
            <li key={keyOf(item)} className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
              {children(item)}
            </li>
          ))}
        </ul>
      </Card>
      {pages.hasNextPage && (
        <Button className="mt-4" busy={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}
