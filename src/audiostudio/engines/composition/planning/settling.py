"""Settles what the phrases of a prompt add up to: one genre of several, one mood, an order of sections, instruments."""

from dataclasses import dataclass, field

from audiostudio.engines.composition.plan import Genre, Mood, SectionKind
from audiostudio.engines.composition.planning.genres import GENRES
from audiostudio.engines.composition.planning.instrument_words import INSTRUMENT_WORDS
from audiostudio.engines.composition.planning.lexicon import Match
from audiostudio.engines.composition.planning.moods import MOODS
from audiostudio.engines.composition.planning.reading import Reading, Remark

_SPEAKS_OF_PIECE = frozenset({"with", "has", "have", "long", "soft", "slow", "quiet"})
_LENGTH_OF_INTRO_S = 15.0


@dataclass(frozen=True)
class FoundGenre:
    """A word for a genre, where it stands among the phrases, and the tempo of its sub-genre."""

    place: int
    genre: Genre
    bpm: float | None
    words: str
    is_strong: bool


@dataclass
class Found:
    """Words of which only one can be right, or whose order matters, as they were met."""

    genres: list[FoundGenre] = field(default_factory=list)
    moods: list[tuple[Mood, str]] = field(default_factory=list)
    implied: list[tuple[Mood, str]] = field(default_factory=list)
    kinds: list[tuple[int, SectionKind, str]] = field(default_factory=list)


def settle(found: Found, matches: list[Match], reading: Reading) -> None:
    """Fill a reading with what was found."""
    _settle_genre(found, matches, reading)
    _settle_moods(found, reading)
    _settle_structure(found, matches, reading)
    _settle_instruments(reading)


def _settle_genre(found: Found, matches: list[Match], reading: Reading) -> None:
    named = [each for each in found.genres if each.is_strong] or found.genres
    if not named:
        return
    head = 0
    # "orchestral trap": of two genres side by side the last is what it is, the first how.
    while (
        named[0].is_strong
        and head + 1 < len(named)
        and _is_side_by_side(matches[named[head].place + 1 : named[head + 1].place])
    ):
        head += 1
    chosen = named[head]
    if not chosen.is_strong:  # of purposes the one that says more than that something is shown or told
        chosen = next((each for each in named if each.genre != "corporate"), chosen)
    reading.genre, reading.genre_bpm, reading.genre_is_hint = chosen.genre, chosen.bpm, not chosen.is_strong
    reading.tell("genre", chosen.genre, chosen.words)
    for other in named:
        if other is chosen:
            continue
        if other.genre == chosen.genre:
            reading.tell("genre", other.genre, other.words)
            reading.genre_bpm = reading.genre_bpm or other.bpm
        elif not other.is_strong:  # purposes give their words, not their instruments
            continue
        elif reading.blended_genre in (None, other.genre):
            reading.blended_genre = other.genre
            reading.tell("blended_genre", other.genre, other.words)
        else:
            title = GENRES[other.genre].title
            reading.remarks.append(
                Remark("genre_not_blended", f"Two genres can be blended; {title} was not used.", (other.words,))
            )
    for each in found.genres:
        if not each.is_strong and each is not chosen:
            reading.tell("purpose", each.words, each.words)


def _is_side_by_side(between: list[Match]) -> bool:
    return not any(match.is_separator or "small" in match.meanings for match in between)


def _settle_moods(found: Found, reading: Reading) -> None:
    for mood, words in found.moods:
        if reading.mood is None:
            reading.mood = mood
        elif mood in MOODS[reading.mood].opposites or reading.mood in MOODS[mood].opposites:
            reading.contradicts("mood", words)
            continue
        elif mood != reading.mood and reading.second_mood is None:
            reading.second_mood = mood
        reading.tell("mood", mood, words)
    if reading.mood is None and found.implied:
        reading.mood, words = found.implied[0]
        reading.tell("mood", reading.mood, words)


def _settle_structure(found: Found, matches: list[Match], reading: Reading) -> None:
    kinds = [kind for _, kind, _ in found.kinds]
    if len(kinds) == 1 and kinds[0] in ("intro", "outro"):
        place, kind, words = found.kinds[0]
        if not {match.words for match in matches[max(place - 3, 0) : place]} & _SPEAKS_OF_PIECE:
            reading.length_s = reading.length_s or _LENGTH_OF_INTRO_S  # an intro for something, not one of the piece
            reading.tell("purpose", kind, words)
            return
    for _, kind, words in found.kinds:
        reading.tell("structure", kind, words)
    if len(kinds) >= 3:
        reading.structure = tuple(kinds)
    else:
        reading.wanted_kinds += kinds


def _settle_instruments(reading: Reading) -> None:
    unwanted = [INSTRUMENT_WORDS[name] for name in reading.unwanted]
    for names in (reading.wanted, reading.only):
        for name in [name for name in names if INSTRUMENT_WORDS[name] in unwanted]:
            names.remove(name)
            reading.contradicts("instruments", name)
    for name in dict.fromkeys((*reading.wanted, *reading.only)):
        word = INSTRUMENT_WORDS[name]
        if word.is_substitute:
            nearest = word.instruments[0].replace("_", " ")
            detail = f"There is no {name} here; the nearest, {nearest}, plays instead."
            reading.remarks.append(Remark("instrument_replaced", detail, (name,)))
