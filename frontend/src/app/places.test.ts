import { expect, test } from "vitest";
import { placesOf } from "./places";
import "./router"; // gives the routes their addresses

test("the bars lead to the screens that say they stand there, in their order", () => {
  expect(placesOf("sidebar").map(({ title, to }) => [title, to])).toEqual([
    ["Home", "/"],
    ["Library", "/library"],
    ["Voices", "/voices"],
    ["Music", "/music"],
    ["Jobs", "/jobs"],
    ["Team", "/team"],
  ]);
  expect(placesOf("tab-bar").map(({ title }) => title)).toEqual([
    "Home",
    "Library",
    "Voices",
    "Music",
    "Jobs",
    "Settings",
  ]);
});

test("whoever only pays is led to the pages of money and people", () => {
  expect(placesOf("sidebar", "billing").map(({ title }) => title)).toEqual(["Team"]);
  expect(placesOf("tab-bar", "billing").map(({ title }) => title)).toEqual(["Settings"]);
});
