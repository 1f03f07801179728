import { expect, test } from "vitest";
import { matchesFilter } from "./filter";
import type { Item } from "./queries";
import { toggled } from "./selection";

const SHOWN = ["a", "b", "c", "d", "e"];
const NONE = { ids: new Set<string>(), anchor: null };

test("a range goes from what was toggled last, in either direction, and adds to what was selected", () => {
  const one = toggled(NONE, "d", false, SHOWN);
  expect([...toggled(one, "b", true, SHOWN).ids].sort()).toEqual(["b", "c", "d"]);
  expect([...toggled(one, "e", true, SHOWN).ids].sort()).toEqual(["d", "e"]);
  expect([...toggled(one, "d", false, SHOWN).ids]).toEqual([]);
});

test("a range without a beginning in sight toggles one", () => {
  expect([...toggled({ ids: new Set(["gone"]), anchor: "gone" }, "c", true, SHOWN).ids].sort()).toEqual([
    "c",
    "gone",
  ]);
});

test("an item leaves the lists it no longer belongs to", () => {
  const item = { type: "stem", folder_id: "f", tags: ["x"], trashed_at: null } as unknown as Item;
  expect(matchesFilter(item, { folder: "f", tag: "x", type: "stem" })).toBe(true);
  expect(matchesFilter(item, { folder: "g" })).toBe(false);
  expect(matchesFilter(item, { trash: true })).toBe(false);
  expect(matchesFilter({ ...item, trashed_at: "2026-01-01" }, {})).toBe(false);
});
