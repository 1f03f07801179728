"""English as one thing: sentences to words, words to phonemes, and the readings that markup asks for."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from audiostudio.engines.text.english import numbers, tables
from audiostudio.engines.text.english.lexicon import Lexicon
from audiostudio.engines.text.english.named_readings import as_clear_date, number_words
from audiostudio.engines.text.english.normaliser import EnglishNormaliser
from audiostudio.engines.text.english.pronouncer import EnglishPronouncer
from audiostudio.engines.text.english.speller import Speller
from audiostudio.engines.text.english.tagger import Tagger
from audiostudio.engines.text.passages import Say
from audiostudio.engines.text.tokens import Token


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
        """Return what is said for a sentence; `audiostudio.engines.text.admission` has looked at its letters."""
        return self._normaliser.read(text)

    def joins(self, left: str, right: str) -> bool:
        """Tell whether the halves of a word that is broken over two lines lose their hyphen."""
        if self._lexicon.find(left + right, "NN") is not None:
            return True
        return not (self._lexicon.is_known(left) and self._lexicon.is_known(right))

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
            return [replace(token, start=0, end=len(text)) for token in self.read(as_clear_date(stripped, say.value))]
        if say.kind in {"cardinal", "ordinal"}:
            return [Token(word, 0, len(text)) for word in number_words(stripped, say.kind, british=self._british)]
        return self.read(text)

    def pronounce(self, tokens: Sequence[Token]) -> list[str]:
        """Return the phonemes of each token of a sentence."""
        return self._pronouncer.pronounce(tokens)

    def _spelled(self, text: str, kind: str) -> list[Token]:
        tokens: list[Token] = []
        for place, sign in enumerate(text):
            if sign.isascii() and sign.isdecimal():
                words = numbers.digits(sign, zero="oh" if self._british and kind == "telephone" else "zero")
            elif kind != "characters":
                words = ["plus"] if sign == "+" else [","] if tokens and sign in " -()./" else []
            else:
                words = [sign.upper()] if sign.isalpha() and sign not in _NAMES else _NAMES.get(sign, "").split()
            for word in words:
                if word != ",":
                    tokens.append(Token(word, place, place + 1, "letters" if len(word) == 1 else "word"))
                elif tokens[-1].text != ",":
                    tokens.append(Token(word, place, place + 1, "punctuation", space_before=False))
        return tokens


_NAMES = {".": "dot", ",": "comma", "-": "dash", "_": "underscore", "/": "slash", ":": "colon", "!": "exclamation mark"}
_NAMES = {**tables.SYMBOLS, **tables.FRACTIONS, **tables.GREEK_LETTERS, **_NAMES}
_NAMES |= {"?": "question mark", ";": "semicolon", "'": "apostrophe", '"': "quote", "#": "hash", "*": "star"}


@lru_cache(maxsize=1)
def _tagger(path: Path) -> Tagger:
    return Tagger(path)
