"""Compares what was said with what a recognizer wrote down: one spelling for both, then the fewest changes of words.

English goes through OpenAI's own normaliser of transcripts (``pip install whisper-normalizer==0.1.15``, MIT): case,
punctuation, contractions, British and American spelling, numbers and money as figures, titles in full. On top of that
the endings of ranks (5th) and signs inside figures (10:05, 1,250) are dropped on both sides, Roman numerals become
figures (World War 2, Henry the 8), 300 and 17 is 317, who's sounds as whose and Catherine as
Katherine, and a compound may be one word or two.
Other languages have figures and abbreviations in words (`figures`) and lose case and punctuation; Hindi also its nukta,
and its two signs of nasality are one.

What is spelled otherwise may sound the same: *parler* and *parlé*, *cuánto* and *cuanto*, *d'estate* and *de state*.
`sounds` gives words as the product's own reader of the language pronounces them, stress aside, to be compared instead.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

from audiostudio.engines.text.reading import read_text
from audiostudio.engines.weights.store import ModelStore
from support.figures import in_words
from support.weights import models_dir

COMPOUNDS = ((2, 1), (1, 2))
"""How many words of one side may be one of the other, in spelling."""
SEAMS = tuple((said, heard) for said in (1, 2, 3) for heard in (1, 2, 3) if (said, heard) != (1, 1))
"""The same by ear, which hears no spaces: any three words for any three of the same sounds."""
# What stands before an apostrophe is no letter's name, nor is a preposition.
_NO_LETTERS = {
    "fr-FR": {"c": "s", "d": "d", "j": "ʒ", "l": "l", "m": "m", "n": "n", "qu": "k", "s": "s", "t": "t"},
    "pt-BR": {"à": "a"},
    "it": {"c": "ʧ", "d": "d", "l": "l", "m": "m", "n": "n", "s": "s", "t": "t", "v": "v"},
}

_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_NUKTA, _CHANDRABINDU, _ANUSVARA = "\u093c", "\u0901", "\u0902"


@cache
def _english() -> Any:
    try:
        from whisper_normalizer.english import EnglishTextNormalizer
    except ImportError:
        raise SystemExit("this benchmark needs OpenAI's normaliser: pip install whisper-normalizer==0.1.15") from None
    return EnglishTextNormalizer()


def plain_words(text: str, language: str) -> list[str]:
    """Return words as they are compared; ``language`` is Whisper's code."""
    if language == "en":
        text = _english()(re.sub(r"\bwho['’]s\b", "whose", text, flags=re.IGNORECASE))
        text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text)
        text = re.sub(r"\bwar (iii?)\b", lambda found: f"war {_ROMAN[found[1]]}", text)
        text = re.sub(r"\b(ii|iii|iv|vi|vii|viii|ix)\b", lambda found: f"the {_ROMAN[found[1]]}", text)
        text = re.sub(r"\b(\d)00 and (\d\d?)\b", lambda found: f"{found[1]}{int(found[2]):02d}", text)
        text = re.sub(r"\bcatherine\b", "katherine", text)
        text = re.sub(r"(?<=\d)[.:,](?=\d)", "", text)
        return str(text).split()
    text = unicodedata.normalize("NFC", in_words(unicodedata.normalize("NFC", text.lower()), language))
    text = unicodedata.normalize("NFD", text) if language == "hi" else text
    text = text.replace(_NUKTA, "").replace(_CHANDRABINDU, _ANUSVARA)
    kept = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in text)
    return kept.split()


def sounds(words: Sequence[str], language: str) -> list[str]:
    """Return how each word is pronounced by itself, without stress; ``language`` is a BCP 47 tag."""
    return [_sound(word, language) for word in words]


@cache
def _sound(word: str, language: str) -> str:
    if sound := _NO_LETTERS.get(language, {}).get(word):
        return sound
    read = read_text(word, language, models=ModelStore(models_dir()).path, markup="none")
    phonemes = "".join(spoken.phonemes for chunk in read for spoken in chunk.words)
    phonemes = phonemes.translate({ord(sign): None for sign in "ˈˌ "})
    if language == "it":
        # The length of a vowel follows from its stress: *a* and *ha* sound the same.
        return re.sub(r"(?<=[aeiouɛɔ])ː", "", phonemes)
    # In Portuguese *por que* and *porque* differ by how r is written before a consonant.
    return phonemes.replace("ɾə", "r") if language == "pt-BR" else phonemes


def changes(
    said: Sequence[str], heard: Sequence[str], joins: Sequence[tuple[int, int]] = COMPOUNDS
) -> list[tuple[int, str | None, str | None]]:
    """Return the fewest changes that make one list of words of the other (Levenshtein, 1966).

    Each is the place in ``said``, the word there (None for one that was added) and the word heard (None for one that
    was lost). Words whose letters are those of as many other words as ``joins`` allows are no change.
    """
    rows, columns = len(said) + 1, len(heard) + 1
    cost = [[0] * columns for _ in range(rows)]
    step = [[(0, 0)] * columns for _ in range(rows)]
    for i in range(rows):
        for j in range(columns):
            if i == j == 0:
                continue
            options = []
            if i and j:
                options.append((cost[i - 1][j - 1] + (said[i - 1] != heard[j - 1]), (1, 1)))
            if i:
                options.append((cost[i - 1][j] + 1, (1, 0)))
            if j:
                options.append((cost[i][j - 1] + 1, (0, 1)))
            for di, dj in joins:
                if i >= di and j >= dj and "".join(said[i - di : i]) == "".join(heard[j - dj : j]):
                    options.append((cost[i - di][j - dj], (di, dj)))
            cost[i][j], step[i][j] = min(options)
    found: list[tuple[int, str | None, str | None]] = []
    i, j = len(said), len(heard)
    while i or j:
        di, dj = step[i][j]
        if (di, dj) == (1, 1) and said[i - 1] != heard[j - 1]:
            found.append((i - 1, said[i - 1], heard[j - 1]))
        elif (di, dj) == (1, 0):
            found.append((i - 1, said[i - 1], None))
        elif (di, dj) == (0, 1):
            found.append((max(0, i - 1), None, heard[j - 1]))
        i, j = i - di, j - dj
    return found[::-1]
