import { expect, test } from "vitest";
import { belongs } from "./filter";
import type { Item } from "./queries";
import { ticked } from "./selection";

const SHOWN = ["a", "b", "c", "d", "e"];
const NONE = { ids: new Set<string>(), anchor: null };

test("a range goes from what was ticked last, in either direction, and adds to what was ticked", () => {
  const one = ticked(NONE, "d", false, SHOWN);
  expect([...ticked(one, "b", true, SHOWN).ids].sort()).toEqual(["b", "c", "d"]);
  expect([...ticked(one, "e", true, SHOWN).ids].sort()).toEqual(["d", "e"]);
  expect([...ticked(one, "d", false, SHOWN).ids]).toEqual([]);
});

test("a range without a beginning in sight ticks one", () => {
  expect([...ticked({ ids: new Set(["gone"]), anchor: "gone" }, "c", true, SHOWN).ids].sort()).toEqual([
    "c",
    "gone",
  ]);
});

test("an item leaves the lists it no longer belongs to", () => {
  const item = { type: "stem", folder_id: "f", tags: ["x"], trashed_at: null } as unknown as Item;
  expect(belongs(item, { folder: "f", tag: "x", type: "stem" })).toBe(true);
  expect(belongs(item, { folder: "g" })).toBe(false);
  expect(belongs(item, { bin: true })).toBe(false);
  expect(belongs({ ...item, trashed_at: "2026-01-01" }, {})).toBe(false);
});
