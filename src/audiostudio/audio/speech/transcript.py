"""What was said, when, and by whom: what recognizers return and writers of subtitles take."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

# The end of a word and, after a zero character, what follows it.
_PIECE = re.compile(r"[\d$€£¥₹+−(#.,:/–-]\0[.,:/'’–−-]?\d|\d\0[%°‰′″€£¥]|\d\0[/:×-]$|[^\W_]\0[-'’‑][^\W_]")
_PAUSE_S = 0.5
_GROUP = re.compile(r"(?:\d|[$€£¥₹])\0\s(?:\d|[%°‰€£¥₹])")


@dataclass(frozen=True)
class Word:
    """A word as it stands in its sentence.

    Attributes:
        text: the word with its punctuation, and with the space before it where its language writes one.
        start_s: when it begins, in seconds from the beginning of the sound.
        end_s: when it ends, never before ``start_s``.
        probability: how sure the recognizer is of it, 0 to 1.
    """

    text: str
    start_s: float
    end_s: float
    probability: float


@dataclass(frozen=True)
class Segment:
    """A sentence, or a part of one, by one speaker.

    Attributes:
        words: at least one, in order; none begins before the one before it has ended.
        speaker: number of the voice, from 1 in the order of appearance; ``None`` where voices were not told apart.
    """

    words: tuple[Word, ...]
    speaker: int | None = None

    @property
    def start_s(self) -> float:
        """When the first word begins."""
        return self.words[0].start_s

    @property
    def end_s(self) -> float:
        """When the last word ends."""
        return self.words[-1].end_s

    @cached_property
    def text(self) -> str:
        """The words as one line."""
        return joined(word.text for word in self.words)


@dataclass(frozen=True)
class Transcript:
    """All that was said in a sound.

    Attributes:
        language: code of the language that the text is in or, for a translation, that it was translated from;
            ``None`` where nothing was said.
        language_probability: how likely that language is by its sound, 0 to 1; ``None`` where it was not guessed.
        duration_s: length of the sound.
        speech_s: how much of it is speech.
        unclear_s: how much of the speech gave no text that can be believed, and is left out.
        segments: in order; none begins before the one before it has ended.
    """

    language: str | None
    language_probability: float | None
    duration_s: float
    speech_s: float
    unclear_s: float
    segments: tuple[Segment, ...]

    @property
    def words(self) -> int:
        """How many words there are."""
        return sum(len(segment.words) for segment in self.segments)


def whole_words(words: Iterable[Word]) -> tuple[Word, ...]:
    """Return words whose pieces are together again: recognizers write ``1``, ``,250`` and ``.75`` for one number.

    Only what no space parts and figures or a hyphen join is a piece; languages without spaces keep their words.
    """
    whole: list[Word] = []
    for word in words:
        if whole and _PIECE.search(f"{whole[-1].text[-1:]}\0{word.text}"):
            whole[-1] = _together(whole[-1], word)
        else:
            whole.append(word)
    return tuple(whole)


def whole_numbers(words: Iterable[Word], most_characters: int) -> list[Word]:
    """Return words in which a number that is written in groups, ``1 234 567`` for one, is one word up to a length."""
    whole: list[Word] = []
    for word in whole_words(words):
        last = whole[-1] if whole else None
        is_group = (
            last is not None
            and word.start_s - last.end_s < _PAUSE_S
            and len(last.text) + len(word.text) <= most_characters
            and _GROUP.search(f"{last.text[-1:]}\0{word.text}") is not None
        )
        if is_group:
            whole[-1] = _together(whole[-1], word)
        else:
            whole.append(word)
    return whole


def _together(first: Word, last: Word) -> Word:
    return Word(first.text + last.text, first.start_s, last.end_s, min(first.probability, last.probability))


def joined(texts: Iterable[str]) -> str:
    """Return words as one line without double spaces, line breaks or control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in "".join(texts)).split())
