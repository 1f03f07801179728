"""One dictionary of everything a prompt's words may mean, found by the longest phrase first."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from audiostudio.engines.composition.plan import Genre
from audiostudio.engines.composition.planning import vocabulary
from audiostudio.engines.composition.planning.artists import ARTISTS
from audiostudio.engines.composition.planning.genre_row import Name
from audiostudio.engines.composition.planning.genres import GENRES
from audiostudio.engines.composition.planning.instrument_words import ENSEMBLES, INSTRUMENT_WORDS
from audiostudio.engines.composition.planning.moods import MOODS

Kind = Literal[
    "genre", "genre_hint", "mood", "implied_mood", "instrument", "ensemble", "tempo", "energy", "metre", "structure",
    "ending", "loop", "under_voice", "alone", "length", "vocals", "instrumental", "rights", "artist", "not", "only",
    "small",
]  # fmt: skip

# Of long lists of instruments for example; anything that ends a thought.
SEPARATORS = frozenset(",.;:!?()[]\n|")
_TOKEN = re.compile(r"[^\W_]+(?:&[^\W_]+)*|[^\w\s]|\n")
_LONGEST_PHRASE = 6


# What a phrase means by each table: the table's entry, or the phrase itself.
_TABLES: dict[Kind, Mapping[str, str] | Collection[str]] = {
    "implied_mood": vocabulary.IMPLIED_MOODS,
    "instrument": tuple(INSTRUMENT_WORDS),
    "ensemble": tuple(ENSEMBLES),
    "tempo": tuple(vocabulary.TEMPO_WORDS),
    "energy": tuple(vocabulary.ENERGY_WORDS),
    "length": tuple(vocabulary.LENGTHS_S),
    "metre": vocabulary.METRE_WORDS,
    "structure": vocabulary.STRUCTURE_WORDS,
    "ending": vocabulary.ENDINGS,
    "artist": ARTISTS,
    "loop": vocabulary.LOOP_WORDS,
    "under_voice": vocabulary.UNDER_VOICE_WORDS,
    "alone": vocabulary.INTRO_WORDS,
    "vocals": vocabulary.VOCAL_WORDS,
    "instrumental": vocabulary.INSTRUMENTAL_WORDS,
    "rights": vocabulary.RIGHTS_WORDS,
    "not": vocabulary.NEGATIONS,
    "only": vocabulary.ONLY_WORDS,
}


@dataclass(frozen=True)
class Match:
    """A phrase of a prompt and what it means; no meanings if nothing is known of it.

    Attributes:
        words: as they stand in the prompt, signs and accents aside.
        meanings: kinds with the entry of that kind's table: of genres and instruments their word, of moods the mood.
        is_separator: whether it is a comma or the like.
        is_without: of ``drumless`` and its like.
    """

    words: str
    meanings: dict[Kind, str]
    is_separator: bool = False
    is_without: bool = False


def tokens(text: str) -> list[str]:
    """Return lower-case words, separators and pictures of a text; accents, apostrophes and hyphens do not count.

    >>> tokens("Lo-Fi R&B, café 80's!")
    ['lo', 'fi', 'r&b', ',', 'cafe', '80s', '!']
    """
    folded = text.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded)
        folded = "".join(char for char in folded if unicodedata.category(char) != "Mn")
    found = _TOKEN.findall(re.sub("['’`´]", "", folded.replace("w/o", "without").replace("w/", "with ")))
    return [
        token for token in found if token in SEPARATORS or token.isalnum() or "&" in token or ord(token[0]) > 0x2000
    ]


@cache
def genre_words() -> dict[str, tuple[Genre, Name]]:
    """Return what each word of the table of genres says."""
    return {words: (row.name, name) for row in GENRES.values() for words, name in row.words.items()}


@cache
def _dictionary() -> dict[tuple[str, ...], dict[Kind, str]]:
    found: dict[tuple[str, ...], dict[Kind, str]] = {}

    def add(kind: Kind, words: str, meaning: str) -> None:
        found.setdefault(tuple(tokens(words)), {}).setdefault(kind, meaning)

    for genre in GENRES.values():
        for words, name in genre.words.items():
            add("genre_hint" if name.is_hint else "genre", words, words)
    for mood in MOODS.values():
        for words in mood.words:
            add("mood", words, mood.name)
    for kind, table in _TABLES.items():
        for words in table:
            add(kind, words, table[words] if isinstance(table, dict) else words)
    for words in vocabulary.SMALL_WORDS:
        if tuple(tokens(words)) not in found:
            add("small", words, words)
    return found


def find_matches(text: str) -> list[Match]:
    """Return a text's words as phrases that are known, the longest first, and single words that are not."""
    words, found, place = tokens(text), [], 0
    while place < len(words):
        match, length = _match_at(words, place)
        found.append(match)
        place += length
    return found


def _match_at(words: list[str], place: int) -> tuple[Match, int]:
    if words[place] in SEPARATORS:
        return Match(words[place], {}, is_separator=True), 1
    dictionary = _dictionary()
    for length in range(min(_LONGEST_PHRASE, len(words) - place), 0, -1):
        phrase = tuple(words[place : place + length])
        meanings = dictionary.get(phrase) or dictionary.get((*phrase[:-1], phrase[-1].removesuffix("s")))
        if meanings:
            return Match(" ".join(phrase), meanings), length
        if phrase[-1].endswith("less") or (length > 1 and phrase[-1] == "less"):  # drumless, vocal-less
            stem = (*phrase[:-1], phrase[-1].removesuffix("less")) if phrase[-1] != "less" else phrase[:-1]
            meanings = dictionary.get(stem) or dictionary.get((*stem[:-1], f"{stem[-1]}s"), {})
            if meanings.keys() & {"instrument", "vocals", "structure"}:
                return Match(" ".join(phrase), meanings, is_without=True), length
    return Match(words[place], {}), 1
