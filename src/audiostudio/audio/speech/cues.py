"""Cuts a transcript into subtitles that can be read: where lines and cues end, and how long each stands.

The bounds are those of the streaming services' style guides (Netflix, "Timed Text Style Guide: General Requirements";
BBC, "Subtitle Guidelines").
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import inf

from audiostudio.audio.speech.transcript import Transcript, Word, joined, whole_numbers

LONGEST_LINE = 42
LONGEST_CUE_S = 7.0
SHORTEST_CUE_S = 5 / 6
MOST_COLUMNS_PER_S = 20.0
# Two frames of film, without which one cue seems to turn into the next.
_SMALLEST_GAP_S = 1 / 12
# A pause that ends a thought: no cue goes on over it.
_LONG_PAUSE_S = 1.5

# What is lost by ending a cue, or a line, after a word: nothing at the end of a sentence.
_SENTENCE_ENDS, _CLAUSE_ENDS = ".!?…。！？", ",;:—–，、；："
_CLOSING = "\"'”’»)] "
_WITHIN_CLAUSE, _AFTER_CLAUSE = 1.0, 0.3
_PER_CUE = 1.0
_PER_MISSING_S = 2.0
_PER_PAUSE_S = 1.0


@dataclass(frozen=True)
class Cue:
    """One subtitle.

    Attributes:
        start_ms: when it appears, not before the one before it has gone.
        end_ms: when it goes, later than ``start_ms``.
        lines: one or two, each at most `LONGEST_LINE` columns wide.
        speaker: number of the voice; ``None`` where voices were not told apart.
    """

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    speaker: int | None = None


def make_cues(transcript: Transcript, *, name_speakers: bool = False) -> list[Cue]:
    """Return the subtitles of a transcript, in order and without overlap.

    Every word is shown. Where speech is faster than `MOST_COLUMNS_PER_S`, a cue stays for as long as the next one
    lets it.

    Args:
        transcript: the words and their times.
        name_speakers: begin each turn with ``[Speaker N]``.
    """
    spans = [_Span(run, begin, end) for run in _runs(transcript, name_speakers) for begin, end in run.cut()]
    next_starts_s = [*(span.start_s for span in spans[1:]), inf]
    cues: list[Cue] = []
    for span, next_start_s in zip(spans, next_starts_s, strict=False):
        start_ms = round(span.start_s * 1000)
        if cues:  # words that a recognizer heard at one moment have to follow one another
            start_ms = max(start_ms, cues[-1].end_ms)
        end_ms = max(round(span.gone_s(next_start_s) * 1000), start_ms + 1)
        cues.append(Cue(start_ms, end_ms, span.lines(), span.run.speaker))
    return cues


def width(text: str) -> int:
    """Return how many columns a text takes: East Asian characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


class _Run:
    """Words of one speaker without a long pause between them.

    Args:
        words: each one's text printable, no wider than a line, and with at most one space before it.
        speaker: whose they are.
    """

    def __init__(self, words: Sequence[Word], speaker: int | None) -> None:
        self.words = words
        self.speaker = speaker
        self._columns = [0, *accumulate(width(word.text) for word in words)]

    def width(self, begin: int, end: int) -> int:
        """Return the columns of a line of these words, which takes no space at its beginning."""
        return self._columns[end] - self._columns[begin] - self.words[begin].text.startswith(" ")

    def text(self, begin: int, end: int) -> str:
        """Return a line of these words."""
        return "".join(word.text for word in self.words[begin:end]).strip()

    def cut(self) -> list[tuple[int, int]]:
        """Cut the run into cues: of all ways that keep the bounds, one that costs least."""
        count = len(self.words)
        best = [0.0] + [inf] * count
        begins = [0] * (count + 1)
        for end in range(1, count + 1):
            for begin in range(end - 1, -1, -1):
                span = _Span(self, begin, end)
                if end - begin > 1 and not span.fits():
                    break
                cost = best[begin] + span.cost()
                if cost < best[end]:
                    best[end], begins[end] = cost, begin
        cuts = []
        end = count
        while end:
            cuts.append((begins[end], end))
            end = begins[end]
        return cuts[::-1]


@dataclass(frozen=True)
class _Span:
    """Words of a run that may become a cue."""

    run: _Run
    begin: int
    end: int

    @property
    def start_s(self) -> float:
        return self.run.words[self.begin].start_s

    @property
    def spoken_s(self) -> float:
        return self.run.words[self.end - 1].end_s

    @property
    def wanted_s(self) -> float:
        """How long it takes to read."""
        return max(SHORTEST_CUE_S, self.run.width(self.begin, self.end) / MOST_COLUMNS_PER_S)

    def gone_s(self, next_start_s: float) -> float:
        """Return when the cue goes: with its last word, or later if it has to be read and nothing follows."""
        latest_s = max(min(self.spoken_s, next_start_s), next_start_s - _SMALLEST_GAP_S)
        return min(max(self.spoken_s, self.start_s + self.wanted_s), latest_s, self.start_s + LONGEST_CUE_S)

    def fits(self) -> bool:
        return self.spoken_s - self.start_s <= LONGEST_CUE_S and bool(self._breaks())

    def cost(self) -> float:
        """Judge the cue: each one costs, most where it ends within a clause or has too little time to be read."""
        words = self.run.words
        is_last = self.end == len(words)
        next_start_s = inf if is_last else words[self.end].start_s
        missing_s = self.wanted_s - (self.gone_s(next_start_s) - self.start_s)
        cost = _PER_CUE + _PER_MISSING_S * max(0.0, missing_s)
        if not is_last:
            cost += max(0.0, _loss_after(words[self.end - 1]) - _PER_PAUSE_S * (next_start_s - self.spoken_s))
        return cost

    def lines(self) -> tuple[str, ...]:
        """Set the words in one line or two: of about equal width, better after punctuation than within a clause."""

        def cost(place: int) -> float:
            uneven = abs(self.run.width(self.begin, place) - self.run.width(place, self.end)) / LONGEST_LINE
            return uneven + _loss_after(self.run.words[place - 1])

        if self.run.width(self.begin, self.end) <= LONGEST_LINE:
            return (self.run.text(self.begin, self.end),)
        place = min(self._breaks(), key=cost)
        return self.run.text(self.begin, place), self.run.text(place, self.end)

    def _breaks(self) -> list[int]:
        """Return the words before which a second line may begin, or the end if one line holds all."""
        if self.run.width(self.begin, self.end) <= LONGEST_LINE:
            return [self.end]
        return [
            place
            for place in range(self.begin + 1, self.end)
            if max(self.run.width(self.begin, place), self.run.width(place, self.end)) <= LONGEST_LINE
        ]


def _runs(transcript: Transcript, name_speakers: bool) -> Iterator[_Run]:
    speaker_before: int | None = None
    run: list[Word] = []
    for segment in transcript.segments:
        words = list(_line_words(segment.words))
        if not words:
            continue
        if segment.speaker != speaker_before:
            if run:
                yield _Run(run, speaker_before)
                run = []
            if name_speakers and segment.speaker is not None:
                words[0] = replace(words[0], text=" " + words[0].text.lstrip())
                words.insert(0, Word(f"[Speaker {segment.speaker}]", words[0].start_s, words[0].start_s, 1.0))
            speaker_before = segment.speaker
        for word in words:
            if run and word.start_s - run[-1].end_s >= _LONG_PAUSE_S:
                yield _Run(run, speaker_before)
                run = []
            run.append(word)
    if run:
        yield _Run(run, speaker_before)


def _line_words(words: Sequence[Word]) -> Iterator[Word]:
    """Yield the words that have text, numbers whole, those wider than a line in pieces that share their time."""
    for word in whole_numbers(words, LONGEST_LINE):
        text = joined([word.text])
        if not text:
            continue
        pieces = _pieces(text)
        pieces[0] = (" " if word.text[:1].isspace() else "") + pieces[0]
        step_s = (word.end_s - word.start_s) / len(pieces)
        for number, piece in enumerate(pieces):
            start_s = word.start_s + number * step_s
            yield replace(word, text=piece, start_s=start_s, end_s=start_s + step_s)


def _pieces(text: str) -> list[str]:
    pieces = [""]
    for character in text:
        if width(pieces[-1] + character) > LONGEST_LINE:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _loss_after(word: Word) -> float:
    last = word.text.rstrip(_CLOSING)[-1:]
    if not last or last in _SENTENCE_ENDS:
        return 0.0
    return _AFTER_CLAUSE if last in _CLAUSE_ENDS else _WITHIN_CLAUSE
