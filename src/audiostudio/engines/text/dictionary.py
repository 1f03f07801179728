"""A caller's own pronunciations: how each is read, and where its words stand in a text."""

import re
from collections.abc import Iterator, Mapping

from audiostudio.engines.text.characters import plain_characters
from audiostudio.engines.text.errors import PronunciationInvalid
from audiostudio.engines.text.passages import Say, Span
from audiostudio.engines.text.phonetic_spelling import read_ipa
from audiostudio.engines.text.spoken_text import Prosody

MOST_WORDS = 5_000
LONGEST_WORD = 100
_RESPELLING = re.compile(r"[A-Za-z][A-Za-z' -]*")


def dictionary_key(word: str) -> str:
    """Return what stands for a word or phrase however it is written: in small letters, one space between words."""
    return " ".join(plain_characters(word).split()).lower()


def read_pronunciation(word: str, spoken: str) -> Say:
    """Return how a word or phrase is said.

    Args:
        word: as texts have it, in any case.
        spoken: in the IPA (``/ˈkoʊkəroʊ/``), in the voices' own symbols, or as letters that read so (``koh-kuh-roh``).

    Raises:
        PronunciationInvalid: it is no word that stands in texts, or it holds symbols that no voice knows.
    """
    key = dictionary_key(word)
    if not any(letter.isalnum() for letter in key) or len(key) > LONGEST_WORD:
        raise PronunciationInvalid(f"{word[:40]!r} is no word that a dictionary could hold.")
    if _RESPELLING.fullmatch(spoken.strip()):
        return Say("alias", spoken.strip())
    return Say("phonemes", read_ipa(spoken))


class Dictionary:
    """Pronunciations, found wherever their words are written.

    Args:
        words: words or phrases, in any case, each with how it is spoken.

    Raises:
        PronunciationInvalid: one cannot be read, or there are more than 5,000.
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        if len(words) > MOST_WORDS:
            raise PronunciationInvalid(f"A dictionary holds at most {MOST_WORDS:,} words; leave some out.")
        self._says = {dictionary_key(word): read_pronunciation(word, spoken) for word, spoken in words.items()}
        longest_first = sorted(self._says, key=len, reverse=True)
        choices = "|".join(re.escape(key).replace(r"\ ", r"\s+") for key in longest_first)
        self._pattern = re.compile(rf"(?<!\w)(?:{choices})(?!\w)", re.IGNORECASE) if choices else None

    def spans(self, text: str, prosody: Prosody) -> Iterator[Span]:
        """Yield where its words stand in ``text``."""
        if self._pattern is None:
            return
        for found in self._pattern.finditer(text):
            say = self._says.get(dictionary_key(found[0]))
            if say is not None:
                yield Span(found.start(), found.end(), prosody, say)

    def respelled(self, text: str) -> str:
        """Return a text for voices that take letters alone: its words as they are to be read.

        Words whose pronunciation is not written in letters stay as they are.
        """
        if self._pattern is None:
            return text
        says = {key: say.value for key, say in self._says.items() if say.kind == "alias"}
        return self._pattern.sub(lambda found: says.get(dictionary_key(found[0]), found[0]), text)
