/** What a problem says would have worked, as words to put into a prompt. */
import type { Problem } from "@/api/problem";

const MOST = 10;

/** The nearest where the server knows them; else some of each list of what it allows. */
export function suggestionsOf(problem: Problem | null): string[] {
  const allowed = problem?.members.allowed;
  if (typeof allowed !== "object" || allowed === null) return [];
  const { nearest, ...others } = allowed as Record<string, unknown>;
  const lists = isListOfTexts(nearest) ? [nearest] : Object.values(others).filter(isListOfTexts);
  const share = Math.ceil(MOST / Math.max(1, lists.length));
  return lists
    .flatMap((list) => list.slice(0, share))
    .slice(0, MOST)
    .map((name) => name.replaceAll("_", " "));
}

function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string");
}
