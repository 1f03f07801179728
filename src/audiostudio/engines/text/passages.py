"""What both kinds of markup become: passages of bare text that remember where they came from and how to say them."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from audiostudio.engines.text.errors import SpeechMarkupInvalid
from audiostudio.engines.text.spoken_text import Boundary, Delivery, Mark, Pause

SayKind = Literal["plain", "alias", "phonemes", "cardinal", "ordinal", "characters", "digits", "telephone", "date"]

LONGEST_PAUSE_S = 10.0
SLOWEST_RATE, FASTEST_RATE = 0.2, 5.0
MOST_SEMITONES = 24.0
QUIETEST_DB, LOUDEST_DB = -60.0, 12.0


@dataclass(frozen=True)
class Say:
    """How a stretch is to be read, where its writing does not tell.

    Attributes:
        kind: what it is.
        value: the words of an alias, the symbols of ``phonemes``, the order of a date's parts (``dmy``).
    """

    kind: SayKind = "plain"
    value: str = ""


@dataclass(frozen=True)
class Span:
    """A stretch of a passage's text that is said in one way.

    Attributes:
        start, end: characters of the passage's text.
        delivery: how it is delivered.
        say: how it is read.
    """

    start: int
    end: int
    delivery: Delivery
    say: Say


@dataclass(frozen=True)
class Passage:
    """Text of one voice, language and style, up to a boundary.

    Attributes:
        text: without markup.
        starts, ends: where each of its characters begins and ends in the text that was sent.
        spans: cover the text in order.
        events: pauses and marks, each with the character of ``text`` that it stands before.
        delivery: voice, language and style.
        boundary: what ends with it.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    spans: tuple[Span, ...]
    events: tuple[tuple[int, Pause | Mark], ...]
    delivery: Delivery
    boundary: Boundary


@dataclass
class PassageBuilder:
    """Collects text and events; starts a new passage where voice, language, style or a boundary ask for one."""

    passages: list[Passage] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _size: int = 0
    _starts: "array[int]" = field(default_factory=lambda: array("l"))
    _ends: "array[int]" = field(default_factory=lambda: array("l"))
    _spans: list[Span] = field(default_factory=list)
    _events: list[tuple[int, Pause | Mark]] = field(default_factory=list)

    def add_text(self, text: str, start: int, delivery: Delivery, say: Say, *, end: int | None = None) -> None:
        """Add ``text``, which begins at ``start`` of what was sent.

        Args:
            text: without markup.
            start: where it begins.
            delivery: how it is delivered.
            say: how it is read.
            end: where it ends, when it is one character that was written as several (``&amp;``).
        """
        if not text:
            return
        if self._spans and _voice_of(self._spans[-1].delivery) != _voice_of(delivery):
            self.close("clause")
        size = len(text)
        self._starts.extend(range(start, start + size) if end is None else [start] * size)
        self._ends.extend(range(start + 1, start + size + 1) if end is None else [end] * size)
        last = self._spans[-1] if self._spans else None
        if last and last.delivery == delivery and last.say is say:
            self._spans[-1] = replace(last, end=self._size + size)
        else:
            self._spans.append(Span(self._size, self._size + size, delivery, say))
        self._pieces.append(text)
        self._size += size

    def add_event(self, event: Pause | Mark) -> None:
        """Add a pause or a mark after the text so far."""
        self._events.append((self._size, event))

    def close(self, boundary: Boundary) -> None:
        """End the passage, if there is anything in it."""
        if self._spans or self._events:
            delivery = self._spans[0].delivery if self._spans else Delivery()
            text = "".join(self._pieces)
            made = Passage(text, self._starts, self._ends, tuple(self._spans), tuple(self._events), delivery, boundary)
            self.passages.append(made)
        elif self.passages and boundary == "paragraph":
            self.passages[-1] = replace(self.passages[-1], boundary="paragraph")
        self._pieces, self._size, self._spans, self._events = [], 0, [], []
        self._starts, self._ends = array("l"), array("l")


def _voice_of(delivery: Delivery) -> tuple[str | None, str, str | None]:
    return delivery.voice, delivery.language, delivery.style


def invalid(text: str, position: int, reason: str) -> SpeechMarkupInvalid:
    """Return the error that names line and column of ``position`` in ``text``, both counted from one."""
    before = text[:position]
    line = before.count("\n") + 1
    column = position - (before.rfind("\n") + 1) + 1
    return SpeechMarkupInvalid(f"Line {line}, column {column}: {reason}")


def changed(delivery: Delivery, changes: Mapping[str, Any]) -> Delivery:
    """Return ``delivery`` with nested changes: rates multiply, pitch and volume add up, all within their ranges."""
    combined = dict(changes)
    if "rate" in combined:
        combined["rate"] = min(max(delivery.rate * combined["rate"], SLOWEST_RATE), FASTEST_RATE)
    if "pitch_semitones" in combined:
        pitch = delivery.pitch_semitones + combined["pitch_semitones"]
        combined["pitch_semitones"] = min(max(pitch, -MOST_SEMITONES), MOST_SEMITONES)
    if "volume_db" in combined:
        combined["volume_db"] = min(max(delivery.volume_db + combined["volume_db"], QUIETEST_DB), LOUDEST_DB)
    return replace(delivery, **combined)
