"""Languages that the program espeak-ng reads: Hindi, Spanish, French, Italian and Brazilian Portuguese.

espeak-ng is under the GPL, so it is never linked or bundled: where it is installed it runs as a process of its own,
text in and IPA out. The voices of these languages were trained on its phonemes.
"""

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate

from audiostudio.engines.text.errors import LanguageUnavailable
from audiostudio.engines.text.espeak.tables import WORDINGS
from audiostudio.engines.text.espeak.written_forms import WrittenForms
from audiostudio.engines.text.passages import Say
from audiostudio.engines.text.phoneme_table import PUNCTUATION, TOKENS
from audiostudio.engines.text.tokens import Token

VOICES: Mapping[str, str] = {"hi": "hi", "es": "es", "fr-FR": "fr-fr", "it": "it", "pt-BR": "pt-br"}
"""BCP 47 tag to espeak-ng's name."""

_TIMEOUT_S = 20
_WORD = r"[^\s.,;:!?…।॥\"“”«»()\[\]{}—–¿¡*_-]"
# espeak-ng itself reads what hyphens join: a-t-il, meia-noite.
_TOKEN = re.compile(rf"{_WORD}{{1,60}}(?:-{_WORD}{{1,60}}){{0,5}}|[.,;:!?…।॥\"“”«»()—]|\s[–-]\s")
_SIGNS = {"।": ".", "॥": ".", "«": "“", "»": "”", "–": "—", "-": "—", '"': "”"}
# Around words of another language: (en)wˈiːkˈɛnd(fr), tied as all letters are.
_LANGUAGE_SWITCH = re.compile(r"\([a-z^-]+\)")
_TIED = {
    **{"a^ɪ": "I", "a^ʊ": "W", "e^ɪ": "A", "o^ʊ": "O", "ə^ʊ": "Q", "ɔ^ɪ": "Y", "d^z": "ʣ", "d^ʒ": "ʤ", "t^s": "ʦ"},
    **{"t^ʃ": "ʧ", "^": "", "-": ""},
}


class EspeakLanguage:
    """One language as espeak-ng reads it.

    Args:
        tag: its BCP 47 tag, one of `VOICES`.

    Raises:
        LanguageUnavailable: espeak-ng is not installed.
    """

    def __init__(self, tag: str) -> None:
        program = shutil.which("espeak-ng")
        if program is None:
            raise LanguageUnavailable(
                f"Text in {tag!r} is read by the program espeak-ng, which is not installed; "
                "install it (apt-get install espeak-ng, brew install espeak-ng)."
            )
        self._forms = WrittenForms(WORDINGS[tag])
        self._respelled = WORDINGS[tag].respelled
        self._command = [program, "-q", "--ipa", "--tie=^", "-v", VOICES[tag], "--stdin"]
        self._phonemes = lru_cache(maxsize=5_000)(self._run)

    def read(self, text: str) -> list[Token]:
        """Return a sentence's words; espeak-ng itself reads whole numbers, so those are figures still."""
        tokens: list[Token] = []
        position = 0
        for form in self._forms.find(text):
            tokens += _tokens(text, position, form.start)
            tokens += [replace(token, start=form.start, end=form.end) for token in _tokens(form.words, 0, None)]
            position = form.end
        return [*tokens, *_tokens(text, position, None)]

    def read_as(self, text: str, say: Say) -> list[Token]:
        """Return what is said for a stretch: aliases, phonemes and letters one by one; all else as it is written."""
        if say.kind == "phonemes":
            return [Token(text.strip() or text, 0, len(text), phonemes=say.value)]
        if say.kind == "alias":
            return [replace(token, start=0, end=len(text)) for token in self.read(say.value)]
        if say.kind in {"characters", "digits", "telephone"}:
            return [Token(sign, place, place + 1) for place, sign in enumerate(text) if sign.isalnum()]
        return self.read(text)

    def pronounce(self, tokens: Sequence[Token]) -> list[str]:
        """Return the phonemes of each token: clause by clause, so that neighbours blend as the language has it.

        Raises:
            LanguageUnavailable: espeak-ng failed.
        """
        said = [token.text if token.kind == "punctuation" else token.phonemes or "" for token in tokens]
        clause: list[int] = []
        for number, token in enumerate([*tokens, None]):
            if token is not None and token.kind != "punctuation" and token.phonemes is None:
                clause.append(number)
                continue
            for place, phonemes in zip(clause, self._clause([tokens[place].text for place in clause]), strict=True):
                said[place] = phonemes
            clause = []
        return said

    def joins(self, left: str, right: str) -> bool:
        """Tell that the halves of a word that is broken over two lines lose their hyphen; few keep one."""
        return True

    def _clause(self, words: Sequence[str]) -> list[str]:
        if not words:
            return []
        words = [self._respelled.get(word.lower(), word) for word in words]
        together = self._phonemes(" ".join(words)).split()
        if len(together) == len(words):
            return together
        alone = [self._phonemes(word) for word in words]
        counts = [len(phonemes.split()) for phonemes in alone]
        if sum(counts) != len(together):
            return alone
        ends = list(accumulate(counts))
        return [" ".join(together[end - count : end]) for end, count in zip(ends, counts, strict=True)]

    def _run(self, text: str) -> str:
        try:
            done = subprocess.run(  # noqa: S603 - fixed words; the text goes through standard input
                self._command,
                input=text.encode("utf-8", "replace"),
                capture_output=True,
                timeout=_TIMEOUT_S,
                check=True,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise LanguageUnavailable(f"espeak-ng failed ({error}); install it anew.") from error
        ipa = unicodedata.normalize("NFD", _LANGUAGE_SWITCH.sub("", done.stdout.decode("utf-8", "replace")))
        for tied, symbol in _TIED.items():
            ipa = ipa.replace(tied, symbol)
        known = "".join(symbol for symbol in ipa if symbol in TOKENS or symbol.isspace())
        return " ".join(known.split())


def _tokens(text: str, start: int, end: int | None) -> Iterator[Token]:
    """Yield the words and signs of a stretch of ``text`` as they are written."""
    for found in _TOKEN.finditer(text, start, len(text) if end is None else end):
        written = found[0].strip()
        sign = _SIGNS.get(written, written)
        if sign in PUNCTUATION or sign == "—":
            yield Token(sign, found.start(), found.end(), "punctuation", space_before=False)
        elif any(letter.isalnum() for letter in written):
            yield Token(written, found.start(), found.end())
