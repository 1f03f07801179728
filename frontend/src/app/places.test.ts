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
