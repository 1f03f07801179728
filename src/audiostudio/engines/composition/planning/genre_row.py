"""What is known of a genre: tempo, metre, harmony, who plays, form, and the words that mean it."""

from dataclasses import dataclass
from typing import Literal

from audiostudio.engines.composition.plan import Genre, Metre, Role

Place = Literal["statement", "hook", "contrast"]
"""Where a progression belongs: verses and themes, choruses and drops, or bridges and breakdowns."""

FormName = Literal["song", "club", "beat", "cinematic", "ambient", "jazz", "dance", "background", "blues", "game"]


@dataclass(frozen=True)
class Progression:
    """Chords by Roman numeral and how many bars each lasts."""

    numerals: tuple[str, ...]
    chord_bars: float


@dataclass(frozen=True)
class Layer:
    """A role, from which energy on it plays, and who may play it, the most usual first."""

    role: Role
    enters_at: float
    instruments: tuple[str, ...]


@dataclass(frozen=True)
class Name:
    """What a word says of a genre.

    Attributes:
        bpm: the usual tempo of a sub-genre that has its own.
        is_hint: whether it only hints at the genre, as ``wedding`` does, and gives way to a word that names one.
    """

    bpm: float | None
    is_hint: bool


@dataclass(frozen=True)
class GenreRow:
    """A genre as the planner knows it.

    Attributes:
        title: how people name it.
        bpm: slowest, usual and fastest tempo, counted as the first metre says.
        swing: first half of a pair to the second at the slowest and at the fastest tempo.
        metres: the usual one first.
        minor_share: how often it is in minor, 0 to 1.
        energy: how much usually goes on over a whole piece, 0 to 1.
        tonics: keys that players like, by their tonics.
        major, minor: progressions for either mode.
        cadence_major, cadence_minor: last two chords.
        layers: in the order in which they usually come in.
        words: what people call it, its sub-genres and what it is used for, in lower case.
    """

    name: Genre
    title: str
    bpm: tuple[float, float, float]
    form: FormName
    minor_share: float
    energy: float
    tonics: tuple[str, ...]
    major: dict[Place, tuple[Progression, ...]]
    minor: dict[Place, tuple[Progression, ...]]
    cadence_major: tuple[str, str]
    cadence_minor: tuple[str, str]
    layers: tuple[Layer, ...]
    words: dict[str, Name]
    swing: tuple[float, float] = (1.0, 1.0)
    metres: tuple[Metre, ...] = ("4/4",)


def layer(role: Role, enters_at: float, instruments: str) -> Layer:
    """Return a layer; instruments are separated by spaces."""
    return Layer(role, enters_at, tuple(instruments.split()))


def chords(statement: str, hook: str, contrast: str) -> dict[Place, tuple[Progression, ...]]:
    """Return progressions by place: alternatives separated by ``|``, chords by spaces, bars a chord after ``@``.

    >>> chords("I IV", "i VII@2", "I|V")["hook"]
    (Progression(numerals=('i', 'VII'), chord_bars=2.0),)
    """
    return {"statement": _alternatives(statement), "hook": _alternatives(hook), "contrast": _alternatives(contrast)}


def named(words: str) -> dict[str, Name]:
    """Return names separated by ``;``, the tempo of each after ``=``, and ``?`` before those that only hint.

    >>> named("house; deep house=120; ?club")["deep house"]
    Name(bpm=120.0, is_hint=False)
    """
    found: dict[str, Name] = {}
    for entry in words.split(";"):
        name, _, bpm = entry.strip().partition("=")
        found[name.removeprefix("?")] = Name(float(bpm) if bpm else None, name.startswith("?"))
    return found


def _alternatives(text: str) -> tuple[Progression, ...]:
    parts = (part.strip().partition("@") for part in text.split("|"))
    return tuple(Progression(tuple(numerals.split()), float(bars or 1)) for numerals, _, bars in parts)
