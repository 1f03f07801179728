import { describe, expect, test } from "vitest";
import { type LevelHistory, levelHintOf } from "./level-hint";

/** Speech of a level with pauses of another: three looks of each, twenty a second. */
function history(seconds: number, voiceDb: number, pauseDb: number, peak = 0.3): LevelHistory {
  const looks = Array.from({ length: seconds * 20 }, (_, look) => (look % 6 < 3 ? voiceDb : pauseDb));
  return { levelsDb: looks, peaks: looks.map(() => peak), readingsPerS: 20 };
}

describe("while one records", () => {
  test.each([
    ["nothing is heard", history(3, -70, -75), "warn", /Nothing/],
    ["the voice is soft", history(3, -45, -70), "warn", /nearer/],
    ["it is noisy", history(6, -25, -35), "warn", /noisy/],
    ["it crackles", history(3, -10, -60, 1), "warn", /Too loud/],
    ["all is well", history(6, -22, -60), "good", /Go on/],
    ["there is enough", history(16, -22, -60), "good", /enough/],
    ["it has just begun", history(1, -70, -70), "info", /Read the text/],
  ])("%s", (_, sound, tone, text) => {
    const hint = levelHintOf(sound);
    expect(hint.tone).toBe(tone);
    expect(hint.text).toMatch(text);
  });

  test("a crackle is forgotten once it is over", () => {
    const sound = history(6, -22, -60);
    sound.peaks[10] = 1;
    expect(levelHintOf(sound).tone).toBe("good");
  });
});
