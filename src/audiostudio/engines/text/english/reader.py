"""English as one thing: sentences to words, words to phonemes, and the readings that markup asks for."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from audiostudio.engines.text.english import numbers, tables
from audiostudio.engines.text.english.lexicon import Lexicon
from audiostudio.engines.text.english.normaliser import EnglishNormaliser
from audiostudio.engines.text.english.pronouncer import EnglishPronouncer
from audiostudio.engines.text.english.speller import Speller
from audiostudio.engines.text.english.tagger import Tagger
from audiostudio.engines.text.passages import Say
from audiostudio.engines.text.tokens import Token

_NUMBER = re.compile(r"[-+−]?[\d,]*\.?\d+")
_RANK = re.compile(r"(\d[\d,]{0,17})(?:st|nd|rd|th)?")
_DATE_PARTS = re.compile(r"\d+")


class English:
    """One variety of English.

    Args:
        lexicon_path, tagger_path, speller_path: the models of `audiostudio.engines.weights.language`.
        british: which variety.
    """

    def __init__(self, lexicon_path: Path, tagger_path: Path, speller_path: Path, *, british: bool) -> None:
        self._british = british
        self._lexicon = Lexicon(lexicon_path, british=british)
        self._normaliser = EnglishNormaliser(british=british, is_word=self._lexicon.is_word)
        self._pronouncer = EnglishPronouncer(
            self._lexicon, _tagger(tagger_path), Speller(speller_path, british=british)
        )

    def read(self, text: str) -> list[Token]:
        """Return what is said for a sentence.

        Raises:
            TextWrongLanguage: it has letters that English does not use.
        """
        return self._normaliser.read(text)

    def read_as(self, text: str, say: Say) -> list[Token]:
        """Return what is said for a stretch whose reading markup names; every token has the stretch's place.

        Raises:
            ValueError: the stretch cannot be read so; the message says why.
        """
        if say.kind == "phonemes":
            return [Token(text.strip() or text, 0, len(text), phonemes=say.value)]
        if say.kind == "alias":
            return [replace(token, start=0, end=len(text)) for token in self.read(say.value)]
        if say.kind in {"characters", "digits", "telephone"}:
            return self._spelled(text, say.kind)
        stripped = text.strip()
        if say.kind == "date":
            return [replace(token, start=0, end=len(text)) for token in self.read(_as_clear_date(stripped, say.value))]
        if say.kind in {"cardinal", "ordinal"}:
            return [Token(word, 0, len(text)) for word in self._number_words(stripped, say.kind)]
        return self.read(text)

    def _number_words(self, written: str, kind: str) -> list[str]:
        if kind == "cardinal" and _NUMBER.fullmatch(written):
            return numbers.decimal(written, british=self._british)
        if kind == "ordinal" and (rank := _RANK.fullmatch(written)):
            return numbers.ordinal(int(rank[1].replace(",", "")), british=self._british)
        raise ValueError(f"{written[:30]!r} is no number that could be read as {kind}")

    def pronounce(self, tokens: Sequence[Token]) -> list[str]:
        """Return the phonemes of each token of a sentence."""
        return self._pronouncer.pronounce(tokens)

    def _spelled(self, text: str, kind: str) -> list[Token]:
        tokens: list[Token] = []
        for place, sign in enumerate(text):
            if sign.isascii() and sign.isdigit():
                words = numbers.digits(sign, zero="oh" if self._british and kind == "telephone" else "zero")
            elif kind != "characters":
                words = ["plus"] if sign == "+" else [","] if tokens and sign in " -()./" else []
            else:
                words = [sign.upper()] if sign.isalpha() else _NAMES.get(sign, tables.SYMBOLS.get(sign, "")).split()
            for word in words:
                if word != ",":
                    tokens.append(Token(word, place, place + 1, "letters" if len(word) == 1 else "word"))
                elif tokens[-1].text != ",":
                    tokens.append(Token(word, place, place + 1, "punctuation", space_before=False))
        return tokens


_NAMES = {".": "dot", ",": "comma", "-": "dash", "_": "underscore", "/": "slash", ":": "colon", "!": "exclamation mark"}
_NAMES |= {"?": "question mark", ";": "semicolon", "'": "apostrophe", '"': "quote", "#": "hash", "*": "star"}


@lru_cache(maxsize=1)
def _tagger(path: Path) -> Tagger:
    return Tagger(path)


def _as_clear_date(written: str, order: str) -> str:
    """Return a date of figures with its parts in an order that cannot be mistaken; others stay as they are."""
    parts = _DATE_PARTS.findall(written)
    if not order or len(parts) != len(order):
        if order and parts and len(parts) != len(order):
            raise ValueError(f"{written[:30]!r} does not have the parts {order!r} of a date")
        return written
    named = dict(zip(order, parts, strict=True))
    month = int(named.get("m", "0"))
    if "m" in named and not 1 <= month <= 12:
        raise ValueError(f"{written[:30]!r} has no month {month}")
    if "d" not in named:
        return f"in {tables.MONTHS[month - 1]} {named['y']}".removeprefix("in ") if "m" in named else named["y"]
    day = int(named["d"])
    if not 1 <= day <= 31:
        raise ValueError(f"{written[:30]!r} has no day {day}")
    return f"{tables.MONTHS[month - 1]} {day}" + (f", {int(named['y']):04d}" if "y" in named else "")
