"""From words as they are said back to words as they were written: what subtitles show, and when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from audiostudio.audio.speech.transcript import Segment, Word
from audiostudio.engines.speech_synthesis.synthesizer import SpokenTime

_OPENING = re.compile(r"""[("'“‘«¿¡]+$""")
_CLOSING = re.compile(r"""[^\s\w<>\[(“‘«&*]+""")
_ENDS_SENTENCE = re.compile(r"[.!?…।。！？]")
_MOST_WORDS_WITHOUT_END = 60


@dataclass
class _Written:
    """A stretch of the text and when all that is said of it is said."""

    start: int
    end: int
    start_s: float
    end_s: float
    ends_sentence: bool


def written_segments(text: str, spoken: Sequence[SpokenTime], speaker: int | None = None) -> Iterator[Segment]:
    """Yield sentences of the text as it was written, with the times of their words.

    Args:
        text: as it was sent, marks included.
        spoken: the words that are said of it, in order, all by one voice.
        speaker: the voice's number, where there are several.
    """
    words: list[Word] = []
    before = 0
    for written in _joined(spoken):
        lead = _OPENING.search(text, before, written.start)
        start = lead.start() if lead else written.start
        tail = _CLOSING.match(text, written.end)
        end = tail.end() if tail else written.end
        gap = " " if not words or start > before else ""
        words.append(Word(gap + unescape(text[start:end]), written.start_s, written.end_s, 1.0))
        before = end
        if written.ends_sentence or len(words) >= _MOST_WORDS_WITHOUT_END:
            yield Segment(tuple(words), speaker)
            words = []
    if words:
        yield Segment(tuple(words), speaker)


def _joined(spoken: Sequence[SpokenTime]) -> Iterator[_Written]:
    """Join words that stem from one written form, such as the four of ``$20.50``."""
    written: _Written | None = None
    for time in spoken:
        word = time.word
        ends_sentence = bool(_ENDS_SENTENCE.search(word.tail))
        if written is not None and word.source_start < written.end:
            written.end = max(written.end, word.source_end)
            written.end_s, written.ends_sentence = time.end_s, ends_sentence
            continue
        if written is not None:
            yield written
        written = _Written(word.source_start, word.source_end, time.start_s, time.end_s, ends_sentence)
    if written is not None:
        yield written
