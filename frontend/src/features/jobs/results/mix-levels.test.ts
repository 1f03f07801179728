import { expect, test } from "vitest";
import { audibleLevels, newChannel } from "./mix-levels";

const channels = { a: newChannel(), b: { ...newChannel(), volume: 0.5 }, c: newChannel() };

test("everything is heard at its level", () => {
  expect(audibleLevels(channels)).toEqual({ a: 1, b: 0.5, c: 1 });
});

test("a solo silences the others, two are heard together", () => {
  expect(audibleLevels({ ...channels, b: { ...channels.b, solo: true } })).toEqual({ a: 0, b: 0.5, c: 0 });
  const two = { ...channels, a: { ...channels.a, solo: true }, b: { ...channels.b, solo: true } };
  expect(audibleLevels(two)).toEqual({ a: 1, b: 0.5, c: 0 });
});

test("a mute holds against one's own solo", () => {
  expect(audibleLevels({ ...channels, a: { volume: 1, muted: true, solo: true } })).toEqual({
    a: 0,
    b: 0,
    c: 0,
  });
});
