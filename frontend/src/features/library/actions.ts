/** What can be done with items. What goes to the trash leaves the lists at once, and is back at once where it is restored. */
import { api, ok, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { toast } from "@/ui/toast";
import { type Item, invalidateLibrary, restoreLists, snapshotLists, updateLists } from "./queries";
import { clearSelection } from "./selection";

const AT_ONCE = 6;

export function counted(items: readonly unknown[]): string {
  return items.length === 1 ? "1 item" : `${items.length} items`;
}

/** Changes items, and shows them as the server then has them. */
export async function change(items: Item[], changes: Schemas["ItemChanges"]): Promise<void> {
  const changed = await each(items, ({ audio_id }) =>
    ok(
      api.PUT("/api/audio-studio/library/{audio_id}", {
        params: { path: { audio_id } },
        body: changes,
      }),
    ),
  );
  updateLists(changed);
  invalidateLibrary();
}

export async function moveToTrash(items: Item[]): Promise<void> {
  const before = snapshotLists();
  const now = new Date().toISOString();
  updateLists(items.map((item) => ({ ...item, trashed_at: now })));
  clearSelection();
  try {
    await each(items, ({ audio_id }) =>
      ok(api.DELETE("/api/audio-studio/library/{audio_id}", { params: { path: { audio_id } } })),
    );
    invalidateLibrary();
    toast(`${counted(items)} in the trash`, { label: "Undo", run: () => void restore(items, before) });
  } catch (error) {
    restoreLists(before);
    toast(problemOf(error).detail);
  }
}

/** Takes items out of the trash; where it is known how the lists were, they are so again. */
export async function restore(items: Item[], before?: ReturnType<typeof snapshotLists>): Promise<void> {
  clearSelection();
  try {
    const restored = await each(items, ({ audio_id }) =>
      ok(api.POST("/api/audio-studio/library/{audio_id}/restore", { params: { path: { audio_id } } })),
    );
    if (before) restoreLists(before);
    updateLists(restored);
    invalidateLibrary();
    if (!before) toast(`${counted(items)} back in the library`);
  } catch (error) {
    toast(problemOf(error).detail);
  }
}

async function each<T>(items: Item[], act: (item: Item) => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    done.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(act))));
  }
  return done;
}
