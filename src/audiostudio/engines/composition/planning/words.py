"""Reads what a prompt of free English words asks for, and tells what was understood and what was not."""

import unicodedata
from typing import cast

from audiostudio.engines.composition.errors import MusicError
from audiostudio.engines.composition.plan import Genre
from audiostudio.engines.composition.planning.artists import find_phrases
from audiostudio.engines.composition.planning.figures import read_figures
from audiostudio.engines.composition.planning.genres import GENRES
from audiostudio.engines.composition.planning.lexicon import find_matches
from audiostudio.engines.composition.planning.moods import MOODS
from audiostudio.engines.composition.planning.phrase_reader import PhraseReader
from audiostudio.engines.composition.planning.reading import Reading, Remark, Understood

MOST_CHARACTERS = 2000


def clean_prompt(prompt: str) -> str:
    """Return a prompt as plans keep it: without control characters and halves of characters.

    Raises:
        MusicError: ``prompt_too_long``.
    """
    text = unicodedata.normalize("NFC", prompt.encode("utf-8", "ignore").decode("utf-8"))
    text = "".join(
        " " if unicodedata.category(char) in ("Cc", "Cs", "Co", "Cn") and char != "\n" else char for char in text
    )
    if len(text) > MOST_CHARACTERS:
        raise MusicError(
            "prompt_too_long",
            f"The prompt has {len(text)} characters; {MOST_CHARACTERS} are read. A sentence or two say the most.",
            allowed={"most_characters": MOST_CHARACTERS},
        )
    return text.strip()


def read_prompt(prompt: str) -> Reading:
    """Read a prompt.

    Raises:
        MusicError: ``prompt_empty``, ``prompt_too_long``, ``prompt_not_understood``, or a figure that is impossible
            (``bpm_impossible``, ``duration_impossible``, ``metre_unknown``, ``key_unknown``).
    """
    text = clean_prompt(prompt)
    if not text:
        raise MusicError(
            "prompt_empty",
            "The prompt is empty; say what the music is to be, for example: calm piano for a video, 30 s.",
        )
    figures, rest = read_figures(text)
    reading = Reading(figures)
    artists, rest = _take_artists(rest, reading)
    _tell_figures(reading)
    reader = PhraseReader(find_matches(rest), reading)
    reader.read()
    artists += reader.artists
    if artists and reading.genre is None:
        _take_artists_genre(artists, reading)
    _refuse_what_says_nothing(text, reader, reading)
    return reading


def _take_artists(text: str, reading: Reading) -> tuple[list[str], str]:
    """Return the names of those who are to be imitated, and the text without them."""
    names = []
    for phrase, who in find_phrases(text):
        matches = [match for match in find_matches(who) if not match.is_separator]
        # Words of music are no name, save moods and instruments written as one: Some Unknown Orchestra.
        is_title = len(matches) > 1 and all(word[0].isupper() for word in who.split())
        telling = {"genre", "genre_hint"} if is_title else {"genre", "genre_hint", "mood", "instrument", "structure"}
        is_known = any(match.meanings.keys() & telling for match in matches)
        if matches and not (is_known and not any("artist" in match.meanings for match in matches)):
            if all("small" in match.meanings for match in matches):
                continue
            names += [who] if who not in names else []
            text = text.replace(phrase, " ")
    if names:
        reading.remark_artists(names)
    return names, text


def _take_artists_genre(names: list[str], reading: Reading) -> None:
    """Take the genre that a name is known for, where the prompt names none."""
    for name in names:
        for match in find_matches(name):
            if "artist" in match.meanings:
                reading.genre = cast(Genre, match.meanings["artist"])
                reading.remarks.append(
                    Remark(
                        "genre_assumed", f"No genre is named; {GENRES[reading.genre].title} is taken.", (match.words,)
                    )
                )
                return


def _tell_figures(reading: Reading) -> None:
    figures, quotes = reading.figures, reading.figures.quotes
    for what in ("bpm", "metre", "duration_s", "bars", "mode"):
        value = getattr(figures, what)
        if value is not None:
            reading.understood.append(Understood(what, value, quotes[what]))
    if figures.key:
        reading.understood.append(Understood("key", quotes["key"], quotes["key"]))
    if figures.hits_s:
        times = ", ".join(f"{time:g} s" for time in figures.hits_s)
        reading.understood.append(Understood("hit_points", times, quotes["hit_points"]))
    if figures.repeats:
        reading.remarks.append(
            Remark(
                "contradiction",
                f"{', '.join(figures.repeats)} contradicts what was said before it, and was not used.",
                tuple(figures.repeats),
            )
        )


def _refuse_what_says_nothing(text: str, reader: PhraseReader, reading: Reading) -> None:
    """Tell the words that were not understood, or refuse a prompt of which none was."""
    letters = [char for char in text if char.isalpha()]
    foreign = sum("LATIN" not in unicodedata.name(char, "") for char in letters)
    is_foreign = foreign > len(letters) / 2
    if not reading.understood and not reading.remarks and (reader.unknown or is_foreign or not letters):
        raise MusicError(
            "prompt_not_understood",
            "Not one word was understood"
            + ("; prompts are read in English." if is_foreign else ".")
            + " Name a genre or a mood, for example: calm lo-fi, 30 seconds.",
            allowed={"genre": list(GENRES), "mood": list(MOODS)},
        )
    if is_foreign:
        reading.remarks.append(
            Remark("language_not_understood", "Prompts are read in English; other words were not used.")
        )
    elif reader.unknown:
        words = tuple(dict.fromkeys(reader.unknown))[:20]
        reading.remarks.append(Remark("words_not_understood", f"Not understood: {', '.join(words)}.", words))
