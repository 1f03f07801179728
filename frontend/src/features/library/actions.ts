/** What can be done with items. What is thrown away goes at once, and comes back at once where it is taken back. */
import { api, ok, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { toast } from "@/ui/toast";
import { type Item, noteChange, putBack, show, takeSnapshot } from "./queries";
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
  show(changed);
  noteChange();
}

export async function throwAway(items: Item[]): Promise<void> {
  const before = takeSnapshot();
  const now = new Date().toISOString();
  show(items.map((item) => ({ ...item, trashed_at: now })));
  clearSelection();
  try {
    await each(items, ({ audio_id }) =>
      ok(api.DELETE("/api/audio-studio/library/{audio_id}", { params: { path: { audio_id } } })),
    );
    noteChange();
    toast(`${counted(items)} in the bin`, { label: "Undo", run: () => void takeBack(items, before) });
  } catch (error) {
    putBack(before);
    toast(problemOf(error).detail);
  }
}

/** Takes items out of the bin; where it is known how the lists were, they are so again. */
export async function takeBack(items: Item[], before?: ReturnType<typeof takeSnapshot>): Promise<void> {
  clearSelection();
  try {
    const restored = await each(items, ({ audio_id }) =>
      ok(api.POST("/api/audio-studio/library/{audio_id}/restore", { params: { path: { audio_id } } })),
    );
    if (before) putBack(before);
    show(restored);
    noteChange();
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
