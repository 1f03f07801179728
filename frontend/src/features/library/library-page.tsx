import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { LayoutGrid, Library, List, Search, Trash2 } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { ErrorState } from "@/feedback/error-state";
import { Button, IconButton } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { CONTROL } from "@/ui/field";
import { Page } from "@/ui/page";
import { Select } from "@/ui/select";
import { SkeletonRows } from "@/ui/skeleton";
import { DetailsPanel } from "./details-panel";
import { EmptyTrash } from "./empty-trash";
import { ImportButton, ImportDropZone } from "./file-import";
import { type ItemType, isNarrowed, TYPES } from "./filter";
import { FolderRail } from "./folder-rail";
import { ItemDialogs } from "./item-dialogs";
import { ItemList, type View } from "./item-list";
import { libraryQuery, tagsQuery } from "./queries";
import { clearSelection } from "./selection";
import { SelectionBar } from "./selection-bar";

const ALL = "all";
const VIEW_KEY = "library-view";
const TYPING_MS = 200;

export function LibraryPage() {
  const search = useSearch({ from: "/shell/library" });
  const items = useInfiniteQuery(libraryQuery(search));
  const [view, setView] = useState<View>(() => (localStorage.getItem(VIEW_KEY) === "grid" ? "grid" : "list"));
  const shown = useMemo(() => items.data?.pages.flatMap((page) => page.items) ?? [], [items.data]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = items;
  useEffect(() => clearSelection, []);

  function choose(next: View) {
    localStorage.setItem(VIEW_KEY, next);
    setView(next);
  }

  return (
    <Page
      title="Library"
      subtitle="What your tools made, and files of your own."
      aside={
        <>
          <ImportButton folderId={search.folder} />
          <ViewSwitch view={view} onChange={choose} />
        </>
      }
    >
      <div className="flex flex-col gap-4 lg:flex-row lg:gap-8">
        <FolderRail />
        <ImportDropZone folderId={search.folder}>
          {search.trash ? <EmptyTrash /> : <Filters />}
          <SelectionBar items={shown} trash={search.trash === true} />
          {items.isPending && <SkeletonRows rows={8} label="Loading the library" />}
          {items.error && !items.data && <ErrorState error={items.error} onRetry={() => items.refetch()} />}
          {items.data && shown.length === 0 && <Nothing />}
          {shown.length > 0 && (
            <ItemList
              items={shown}
              view={view}
              onNearEnd={hasNextPage && !isFetchingNextPage ? fetchNextPage : null}
            />
          )}
          {isFetchingNextPage && <SkeletonRows rows={2} label="Loading more" />}
        </ImportDropZone>
      </div>
      <ItemDialogs />
      {search.item && <DetailsPanel key={search.item} audioId={search.item} />}
    </Page>
  );
}

function ViewSwitch({ view, onChange }: { view: View; onChange: (view: View) => void }) {
  return (
    <fieldset aria-label="View" className="flex gap-1">
      <IconButton label="List" pressed={view === "list"} onClick={() => onChange("list")}>
        <List aria-hidden className="size-4" />
      </IconButton>
      <IconButton label="Grid" pressed={view === "grid"} onClick={() => onChange("grid")}>
        <LayoutGrid aria-hidden className="size-4" />
      </IconButton>
    </fieldset>
  );
}

/** Words, kind and tag. */
function Filters() {
  const search = useSearch({ from: "/shell/library" });
  const navigate = useNavigate();
  const { data: tags } = useQuery(tagsQuery);
  const [words, setWords] = useState(search.q ?? "");

  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed goes to the address
  useEffect(() => {
    if (words === (search.q ?? "")) return;
    const timer = setTimeout(() => {
      clearSelection();
      void navigate({
        to: "/library",
        search: (before) => ({ ...before, q: words || undefined }),
        replace: true,
      });
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [words]);

  const narrow = (changes: { type?: ItemType; tag?: string }) => {
    clearSelection();
    void navigate({ to: "/library", search: (before) => ({ ...before, ...changes }), replace: true });
  };
  return (
    <search className="flex flex-wrap gap-2">
      <div className="relative min-w-0 grow basis-56">
        <Search aria-hidden className="absolute top-2.5 left-3 size-4 text-ink-3" />
        <input
          type="search"
          aria-label="Search the library"
          placeholder="Search names and tags"
          value={words}
          onChange={(event) => setWords(event.target.value)}
          className={`${CONTROL} h-9 pl-9`}
        />
      </div>
      <div className="w-40 grow sm:grow-0">
        <Select
          aria-label="Kind"
          value={search.type ?? ALL}
          choices={[
            { value: ALL, label: "All kinds" },
            ...Object.entries(TYPES).map(([value, label]) => ({ value, label })),
          ]}
          onChange={(value) => narrow({ type: value === ALL ? undefined : (value as ItemType) })}
        />
      </div>
      {tags && tags.length > 0 && (
        <div className="w-36 grow sm:grow-0">
          <Select
            aria-label="Tag"
            value={search.tag ?? ALL}
            choices={[{ value: ALL, label: "Any tag" }, ...tags.map((tag) => ({ value: tag, label: tag }))]}
            onChange={(value) => narrow({ tag: value === ALL ? undefined : value })}
          />
        </div>
      )}
    </search>
  );
}

/** Why there is nothing to see, and what to do about it. */
function Nothing() {
  const search = useSearch({ from: "/shell/library" });
  if (search.trash) {
    return (
      <EmptyState icon={<Trash2 aria-hidden />} title="The trash is empty">
        What you move here stays for 30 days, and can be restored.
      </EmptyState>
    );
  }
  if (isNarrowed(search)) {
    return (
      <EmptyState
        icon={<Search aria-hidden />}
        title={
          search.folder && !search.q && !search.type && !search.tag
            ? "This folder is empty"
            : "Nothing like that is here"
        }
        action={
          <Button asChild>
            <Link to="/library">Show everything</Link>
          </Button>
        }
      >
        {search.folder
          ? "Select items elsewhere and move them here."
          : "Try other words, or look for less at once."}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Library aria-hidden />}
      title="Your library is empty"
      action={
        <Button variant="primary" asChild>
          <Link to="/">Choose a tool</Link>
        </Button>
      }
    >
      What your tools make comes here by itself. Files of your own can be dropped here.
    </EmptyState>
  );
}
