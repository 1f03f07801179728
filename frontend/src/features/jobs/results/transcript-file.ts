/** The transcript as the tool's JSON file tells it, and what is said at a moment. */

export interface Word {
  text: string;
  start_s: number;
  end_s: number;
}

export interface Segment {
  start_s: number;
  end_s: number;
  speaker: number | string | null;
  text: string;
  words?: Word[];
}

export interface TranscriptFile {
  language: string;
  segments: Segment[];
}

/** The file of a text that was read aloud: every word as it was said, and the sentences as they were written. */
interface SpeechFile {
  language: string;
  sentences: { text: string; start_s: number; end_s: number }[];
  words: { written: string; source_start: number; start_s: number; end_s: number }[];
}

/** Reads what a tool wrote of heard or spoken words, as one kind of transcript. */
export function readTranscript(data: TranscriptFile | SpeechFile): TranscriptFile {
  if (!("sentences" in data)) return data;
  const segments = data.sentences.map(({ text, start_s, end_s }, index): Segment => {
    const before = data.sentences[index + 1]?.start_s ?? Number.POSITIVE_INFINITY;
    const spoken = data.words.filter(
      (word) => word.start_s >= start_s - 0.001 && word.start_s < before - 0.001,
    );
    // Several spoken words may come of one written one: "twenty dollars" of "$20".
    const written = spoken.filter((word, place) => word.source_start !== spoken[place - 1]?.source_start);
    return { start_s, end_s, speaker: null, text, words: punctuated(text, written) };
  });
  return { language: data.language, segments };
}

/** Gives each word the signs that follow it in its sentence. */
function punctuated(sentence: string, words: SpeechFile["words"]): Word[] {
  let reached = 0;
  const starts = words.map(({ written }) => {
    const found = sentence.indexOf(written, reached);
    if (found >= 0) reached = found + written.length;
    return found;
  });
  return words.map(({ written, start_s, end_s }, place) => {
    const from = starts[place] ?? -1;
    const next = starts[place + 1] ?? (place + 1 === words.length ? sentence.length : -1);
    const text = from < 0 || next < from ? written : sentence.slice(from, next).trim();
    return { text, start_s, end_s };
  });
}

/** The last of a row that has begun by then; -1 before the first. */
export function indexAt(row: { start_s: number }[], timeS: number): number {
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((row[middle]?.start_s ?? 0) <= timeS) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
