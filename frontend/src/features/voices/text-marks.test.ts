import { describe, expect, test } from "vitest";
import { type Edit, firstSentence, place, withoutMarks, wrap } from "./text-marks";

function applied(text: string, edit: Edit): string {
  return text.slice(0, edit.from) + edit.insert + text.slice(edit.to);
}

describe("marks", () => {
  test("go around the words that are selected, not around the spaces beside them", () => {
    const text = "Say it slowly now.";
    const edit = wrap(text, { from: 6, to: 14 }, "[rate 80%]");
    expect(applied(text, edit)).toBe("Say it [rate 80%]slowly[/] now.");
    expect(applied(text, edit).slice(edit.selectFrom, edit.selectTo)).toBe("slowly");
  });

  test("go around the word in which the caret stands where nothing is selected", () => {
    expect(applied("Say it slowly.", wrap("Say it slowly.", { from: 9, to: 9 }, "*", "*"))).toBe(
      "Say it *slowly*.",
    );
  });

  test("wait for what is typed where there is no word", () => {
    const edit = wrap("", { from: 0, to: 0 }, "[whisper]");
    expect(edit).toMatchObject({ insert: "[whisper][/]", selectFrom: 9, selectTo: 9 });
  });

  test("that stand alone keep a space on each side", () => {
    expect(applied("One. Two.", place("One. Two.", { from: 4, to: 4 }, "[pause 1s]"))).toBe(
      "One. [pause 1s] Two.",
    );
  });
});

test("a text without its marks is what is said", () => {
  expect(withoutMarks("[voice am_adam]Yes,[/]\n[pause 1s] *really* **so** 2 * 3")).toBe(
    "Yes, really so 2 * 3",
  );
});

describe("the first sentence", () => {
  test("is the first that can be said", () => {
    expect(firstSentence("…\n\n[pause 1s] Dr. Who? Yes. No.")).toBe("[pause 1s] Dr. Who?");
  });

  test("has every mark closed", () => {
    expect(firstSentence("[voice am_adam]Good [rate 80%]morning. Good night[/].[/]")).toBe(
      "[voice am_adam]Good [rate 80%]morning.[/][/]",
    );
  });

  test("of SSML is its words", () => {
    expect(firstSentence('<speak>Hello <break time="1s"/> you. Bye.</speak>').replace(/\s+/g, " ")).toBe(
      "Hello you.",
    );
  });

  test("of nothing is nothing", () => {
    expect(firstSentence("  … [pause] ")).toBe("");
  });
});
