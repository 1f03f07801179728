/** Which items are selected. Each row listens to itself alone, so that a change among thousands redraws one row. */
import { create } from "zustand";

interface Selection {
  ids: ReadonlySet<string>;
  /** Where a range begins: what was toggled last by itself. */
  anchor: string | null;
}

const NONE: Selection = { ids: new Set(), anchor: null };

export const useSelection = create<Selection>(() => NONE);

export function clearSelection(): void {
  useSelection.setState(NONE);
}

export function selectAll(ids: string[]): void {
  useSelection.setState({ ids: new Set(ids), anchor: null });
}

/** Selects or deselects one, or everything from the anchor to it, in the order in which they are shown. */
export function toggle(id: string, range: boolean, shown: string[]): void {
  useSelection.setState((before) => toggled(before, id, range, shown));
}

export function toggled(before: Selection, id: string, range: boolean, shown: string[]): Selection {
  const from = before.anchor === null ? -1 : shown.indexOf(before.anchor);
  const to = shown.indexOf(id);
  const ids = new Set(before.ids);
  if (range && from >= 0 && to >= 0) {
    for (const one of shown.slice(Math.min(from, to), Math.max(from, to) + 1)) ids.add(one);
    return { ids, anchor: before.anchor };
  }
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id };
}
