"""The unit between written and spoken text: a word to say, letters to spell or a sign of punctuation."""

from dataclasses import dataclass
from typing import Literal

TokenKind = Literal["word", "letters", "punctuation"]


@dataclass(frozen=True, slots=True)
class Token:
    """One unit of what will be said.

    Attributes:
        text: the word; letters with spaces between, ``F B I``; or one of the voice's signs of punctuation.
        start, end: the written form that it stems from, as characters of the text that was read.
        kind: which of the three it is.
        space_before: whether something that separates stands before it.
        phonemes: how it is spoken, where the text or a dictionary says so.
    """

    text: str
    start: int
    end: int
    kind: TokenKind = "word"
    space_before: bool = True
    phonemes: str | None = None
