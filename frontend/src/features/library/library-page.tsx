import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Library, Search } from "lucide-react";
import { Button } from "@/ui/button";
import { CONTROL } from "@/ui/field";
import { Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { LibraryRow } from "./library-row";
import { libraryQuery } from "./queries";

export function LibraryPage() {
  const { q } = useSearch({ from: "/shell/library" });
  const navigate = useNavigate();
  const items = useInfiniteQuery(libraryQuery(q));
  const rows = items.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title="Library"
      subtitle="Everything your tools made."
      aside={
        <div className="relative w-full sm:w-64">
          <Search aria-hidden className="absolute top-2.5 left-3 size-4 text-ink-3" />
          <input
            type="search"
            aria-label="Search the library"
            placeholder="Search"
            defaultValue={q}
            onChange={(event) =>
              navigate({
                to: "/library",
                search: event.target.value ? { q: event.target.value } : {},
                replace: true,
              })
            }
            className={`${CONTROL} h-9 pl-9`}
          />
        </div>
      }
    >
      {items.isPending && <SkeletonRows rows={6} label="Loading the library" />}
      {items.error && !items.data && <ErrorState error={items.error} onRetry={() => items.refetch()} />}
      {items.data && rows.length === 0 && (
        <EmptyState
          icon={<Library aria-hidden />}
          title={q ? "Nothing of this name" : "Your library is empty"}
          action={
            !q && (
              <Button look="primary" asChild>
                <Link to="/">Choose a tool</Link>
              </Button>
            )
          }
        >
          {q ? "Try other words." : "What your tools make comes here by itself."}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface shadow-1">
          {rows.map((item) => (
            <LibraryRow key={item.audio_id} item={item} />
          ))}
        </ul>
      )}
      {items.hasNextPage && (
        <Button className="mt-4" busy={items.isFetchingNextPage} onClick={() => items.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Page>
  );
}
