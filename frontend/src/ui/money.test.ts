import { expect, test } from "vitest";
import { money } from "./money";

test.each([
  [100, "usd", "$1.00"],
  [1500, "eur", "€15.00"],
  [500, "jpy", "¥500"],
])("%d of %s is %s", (minor, currency, text) => {
  expect(money(minor, currency)).toBe(text);
});
