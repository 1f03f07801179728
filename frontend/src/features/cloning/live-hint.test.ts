import { describe, expect, test } from "vitest";
import { type Heard, hintOf } from "./live-hint";

/** Speech of a level with pauses of another: three looks of each, twenty a second. */
function heard(seconds: number, voiceDb: number, pauseDb: number, peak = 0.3): Heard {
  const looks = Array.from({ length: seconds * 20 }, (_, look) => (look % 6 < 3 ? voiceDb : pauseDb));
  return { levelsDb: looks, peaks: looks.map(() => peak), looksPerS: 20 };
}

describe("while one records", () => {
  test.each([
    ["nothing is heard", heard(3, -70, -75), "warn", /Nothing/],
    ["the voice is soft", heard(3, -45, -70), "warn", /nearer/],
    ["it is noisy", heard(6, -25, -35), "warn", /noisy/],
    ["it crackles", heard(3, -10, -60, 1), "warn", /Too loud/],
    ["all is well", heard(6, -22, -60), "good", /Go on/],
    ["there is enough", heard(16, -22, -60), "good", /enough/],
    ["it has just begun", heard(1, -70, -70), "info", /Read the text/],
  ])("%s", (_, sound, tone, text) => {
    const hint = hintOf(sound);
    expect(hint.tone).toBe(tone);
    expect(hint.text).toMatch(text);
  });

  test("a crackle is forgotten once it is over", () => {
    const sound = heard(6, -22, -60);
    sound.peaks[10] = 1;
    expect(hintOf(sound).tone).toBe("good");
  });
});
