"""What the front-end hands to a voice: words as phonemes, each with its delivery and its place in the text as sent.

A `Chunk` is what a voice says in one breath of the network. Joined in order, chunks say the whole text.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from audiostudio.engines.text.phoneme_table import TOKENS

Emphasis = Literal["none", "reduced", "moderate", "strong"]
Boundary = Literal["paragraph", "sentence", "clause", "word"]


@dataclass(frozen=True)
class Delivery:
    """How a stretch of text is to be said; marks nest, so these are already combined.

    Attributes:
        voice: the voice that speaks, ``None`` for the one the request names.
        language: BCP 47 tag of the stretch, ``en-US`` for one.
        rate: times the request's speed, 0.2 to 5.
        pitch_semitones: on top of the request's pitch, -24 to 24.
        volume_db: on top of the request's loudness, -60 (as good as silent) to 12.
        emphasis: how much a word stands out.
        style: a delivery style that a mark asked for (``whisper``), ``None`` for the request's.
    """

    voice: str | None = None
    language: str = "en-US"
    rate: float = 1.0
    pitch_semitones: float = 0.0
    volume_db: float = 0.0
    emphasis: Emphasis = "none"
    style: str | None = None


@dataclass(frozen=True)
class SpokenWord:
    """One word as it is said.

    Attributes:
        text: the word that is said, ``twenty`` where ``$20`` was written.
        phonemes: in the voice's alphabet (`audiostudio.engines.text.phoneme_table`), stress marks included.
        source_start: first character in the text that was sent, counted in code points.
        source_end: the character after its last. Words that stem from one written form share its place.
        delivery: how it is to be said.
        lead: symbols that precede it without being part of it: a space, an opening quote, both.
        tail: punctuation that follows it at once, ``,`` for one.
    """

    text: str
    phonemes: str
    source_start: int
    source_end: int
    delivery: Delivery = Delivery()
    lead: str = ""
    tail: str = ""

    @property
    def symbols(self) -> str:
        """Everything the network is given for this word; each symbol is one token."""
        return self.lead + self.phonemes + self.tail


@dataclass(frozen=True)
class Pause:
    """Silence that the text asks for.

    Attributes:
        duration_s: how long, 0 to 10 s.
        source_start, source_end: where the text asks for it.
    """

    duration_s: float
    source_start: int
    source_end: int


@dataclass(frozen=True)
class Mark:
    """A named place (``<mark name="verse"/>``) whose time the caller wants to know.

    Attributes:
        name: as the text has it.
        source_start, source_end: where it stands.
    """

    name: str
    source_start: int
    source_end: int


Item = SpokenWord | Pause | Mark


@dataclass(frozen=True)
class Chunk:
    """What is said in one go: all its words share voice, language and style.

    Attributes:
        items: words, pauses and marks in the order of the text; there may be no word in it.
        delivery: voice, language and style of the words; their other members are each word's own.
        boundary: what ends with it, which tells how long a voice rests.
    """

    items: tuple[Item, ...]
    delivery: Delivery
    boundary: Boundary

    @cached_property
    def words(self) -> tuple[SpokenWord, ...]:
        """The words alone."""
        return tuple(item for item in self.items if isinstance(item, SpokenWord))

    @cached_property
    def symbols(self) -> str:
        """What the network is given, one token a symbol."""
        return "".join(word.symbols for word in self.words)

    @property
    def token_count(self) -> int:
        """How many tokens it takes, without the silences at both ends; at most 450."""
        return len(self.symbols)

    @property
    def tokens(self) -> list[int]:
        """The tokens, without the silences at both ends."""
        return [TOKENS[symbol] for symbol in self.symbols]

    def word_spans(self) -> Iterator[tuple[SpokenWord, int, int]]:
        """Yield each word with the first of its phonemes' tokens and the one after the last, in `tokens`."""
        position = 0
        for word in self.words:
            start = position + len(word.lead)
            yield word, start, start + len(word.phonemes)
            position += len(word.symbols)
