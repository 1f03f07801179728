/** Edits of a text that is to be read: marks around what is selected. What the marks do is the server's business. */

/** Replaces what lies between `from` and `to`, and selects a part of what came. */
export interface Edit {
  from: number;
  to: number;
  insert: string;
  selectFrom: number;
  selectTo: number;
}

interface Selection {
  from: number;
  to: number;
}

const WORD = /[\p{L}\p{N}'’-]/u;

/** The selection without the spaces at its ends, or the word that the caret stands in. */
export function wordsOf(text: string, { from, to }: Selection): Selection {
  while (from < to && /\s/.test(text[from] ?? "")) from += 1;
  while (to > from && /\s/.test(text[to - 1] ?? "")) to -= 1;
  if (from !== to) return { from, to };
  while (from > 0 && WORD.test(text[from - 1] ?? "")) from -= 1;
  while (to < text.length && WORD.test(text[to] ?? "")) to += 1;
  return { from, to };
}

/** Puts marks around what is selected; around nothing, they wait for what is typed between them. */
export function wrap(text: string, selection: Selection, open: string, close = "[/]"): Edit {
  const { from, to } = wordsOf(text, selection);
  const inside = text.slice(from, to);
  const selectFrom = from + open.length;
  return { from, to, insert: open + inside + close, selectFrom, selectTo: selectFrom + inside.length };
}

/** Puts a mark behind what is selected, with a space on each side that has none. */
export function place(text: string, { to }: Selection, mark: string): Edit {
  const before = to > 0 && !/\s/.test(text[to - 1] ?? "") ? " " : "";
  const after = to < text.length && /\s/.test(text[to] ?? "") ? "" : " ";
  const insert = before + mark + after;
  const caret = to + insert.length;
  return { from: to, to, insert, selectFrom: caret, selectTo: caret };
}

const sentences = new Intl.Segmenter("en", { granularity: "sentence" });
const MARK = /\[(\/?)([a-z]+)?[^\]]*\]/gi;
/** The text as it is said: without marks, on one line. */
export function withoutMarks(text: string): string {
  const plain = text.trimStart().startsWith("<speak") ? text.replace(/<[^>]*>/g, " ") : text;
  return plain
    .replace(MARK, " ")
    .replace(/\*+(?=\S)([^*]+?)\*+/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}

/** "Dr." and the initials of names end no sentence. */
const ABBREVIATED = /(^|\s)\p{Lu}[a-z]{0,2}\.\s*$/u;
const ALONE = new Set(["pause", "mark"]);

/** The first sentence that can be said, with every mark in it closed; SSML without its tags. */
export function firstSentence(text: string): string {
  const plain = text.trimStart().startsWith("<speak") ? text.replace(/<[^>]*>/g, " ") : text;
  let sentence = "";
  for (const { segment } of sentences.segment(plain)) {
    sentence += segment;
    const isSpeech = /[\p{L}\p{N}]/u.test(sentence.replace(MARK, ""));
    if (!isSpeech) sentence = /\[/.test(sentence) ? sentence : "";
    else if (!ABBREVIATED.test(sentence)) break;
  }
  return /[\p{L}\p{N}]/u.test(sentence.replace(MARK, "")) ? closed(sentence.trim()) : "";
}

function closed(sentence: string): string {
  let open = 0;
  let kept = sentence;
  for (const [whole, slash, name = ""] of sentence.matchAll(MARK)) {
    if (!slash && !ALONE.has(name.toLowerCase())) open += 1;
    else if (slash && open > 0) open -= 1;
    else if (slash) kept = kept.replace(whole, "");
  }
  return kept + "[/]".repeat(open);
}
