import { expect, test } from "vitest";
import { readTranscript } from "./transcript-file";

test("the words of a text that was read aloud stand in their sentences, as they were written", () => {
  const { segments } = readTranscript({
    language: "en-US",
    sentences: [
      { text: "It cost $20.", start_s: 0.2, end_s: 1.4 },
      { text: "Very very good.", start_s: 1.7, end_s: 2.9 },
    ],
    words: [
      { written: "It", source_start: 0, start_s: 0.2, end_s: 0.3 },
      { written: "cost", source_start: 3, start_s: 0.3, end_s: 0.6 },
      { written: "$20", source_start: 8, start_s: 0.6, end_s: 0.9 },
      { written: "$20", source_start: 8, start_s: 0.9, end_s: 1.4 },
      { written: "Very", source_start: 13, start_s: 1.7, end_s: 2.0 },
      { written: "very", source_start: 18, start_s: 2.0, end_s: 2.3 },
      { written: "good", source_start: 23, start_s: 2.3, end_s: 2.9 },
    ],
  });
  expect(segments.map(({ words }) => words?.map(({ text }) => text))).toEqual([
    ["It", "cost", "$20."],
    ["Very", "very", "good."],
  ]);
});
