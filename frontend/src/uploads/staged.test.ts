import { expect, test } from "vitest";
import { type Sound, submissionsOf } from "./staged";

const file = (name: string): Sound => ({ kind: "file", id: name, title: name, file: new File(["x"], name) });
const options = { tool: "separation", parameters: { karaoke: true }, references: [], together: false };

test("each sound becomes a job of its own", () => {
  const made = submissionsOf(
    [file("one.wav"), { kind: "item", id: "7", title: "two", durationS: 3 }],
    options,
  );
  expect(made.map(({ title }) => title)).toEqual(["one.wav", "two"]);
  expect(made[0]?.submission.files.map(({ name }) => name)).toEqual(["one.wav"]);
  expect(made[1]?.submission).toMatchObject({ files: [], audioIds: ["7"], parameters: { karaoke: true } });
});

test("tools that work on several sounds get them in one job, in order", () => {
  const made = submissionsOf([file("b.wav"), file("a.wav"), file("c.wav")], { ...options, together: true });
  expect(made).toHaveLength(1);
  expect(made[0]?.title).toBe("b.wav and 2 more");
  expect(made[0]?.submission.files.map(({ name }) => name)).toEqual(["b.wav", "a.wav", "c.wav"]);
});

test("an address goes as an address", () => {
  const [made] = submissionsOf(
    [{ kind: "address", id: "u", title: "u", url: "https://example.com/a.wav" }],
    options,
  );
  expect(made?.submission.urls).toEqual(["https://example.com/a.wav"]);
});
