"""How English words are spoken: by the published lexicon, by its words' endings, or as two of its words."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

_VOICELESS = "ptkfθ"
_SIBILANTS = "szʃʒʧʤ"
# A t between these and a vowel is a tap in American English.
_BEFORE_A_TAP = frozenset("AIOWYiuæɑəɛɪɹʊʌɜ")
_VOWEL_LETTERS = frozenset("aeiouy")
_LEAST_PART = 3
_PREFIXES = {"un": "ˌʌn", "re": "ɹˌi", "non": "nˌɑn", "pre": "pɹˌi"}
_BRITISH_PREFIXES = {"un": "ˌʌn", "re": "ɹˌiː", "non": "nˌɒn", "pre": "pɹˌiː"}

Entry = str | Mapping[str, str | None]


class Lexicon:
    """One variety's lexicon, read once.

    Args:
        path: the model ``lexicon-en-us`` or ``lexicon-en-gb``.
        british: which of the two it is.
    """

    def __init__(self, path: Path, *, british: bool) -> None:
        published = json.loads(path.read_bytes())
        self._checked: Mapping[str, Entry] = published["gold"]
        self._wide: Mapping[str, str] = published["silver"]
        self.british = british
        self._derived = lru_cache(maxsize=20_000)(self._derive)

    def is_word(self, word: str) -> bool:
        """Tell whether ``word``, as it is written, is among the checked words."""
        return word in self._checked

    def is_known(self, word: str) -> bool:
        """Tell whether ``word``, in any case, is in the lexicon."""
        return any(form in self._checked or form in self._wide for form in _cases(word))

    def find(self, word: str, tag: str, *, is_last: bool = False) -> str | None:
        """Return the phonemes of a word; ``None`` where neither the lexicon nor its rules know it.

        Args:
            word: in any case, with apostrophes.
            tag: its part of speech, a tag of the Penn Treebank.
            is_last: whether nothing follows in the same clause, where function words keep their full vowel.
        """
        for form in _cases(word):
            entry = self._checked.get(form, self._wide.get(form))
            if entry is not None and (phonemes := _variant(entry, tag, is_last)) is not None:
                return phonemes
        return self._derived(word.lower(), tag)

    def _derive(self, word: str, tag: str) -> str | None:
        for strip in (self._possessive, self._plural, self._past, self._progressive, self._suffixed, self._prefixed):
            if (phonemes := strip(word, tag)) is not None:
                return phonemes
        return self._compound(word)

    def _stem(self, stem: str, tag: str) -> str | None:
        for form in _cases(stem) if len(stem) >= _LEAST_PART else ():
            entry = self._checked.get(form, self._wide.get(form))
            if entry is not None and (phonemes := _variant(entry, tag, False)) is not None:
                return phonemes
        return None

    def _possessive(self, word: str, tag: str) -> str | None:
        if word.endswith("'s"):
            stem = self.find(word[:-2], "NN")
            return None if stem is None else stem + self.ending_s(stem)
        return self.find(word[:-1], "NNS") if word.endswith("'") and len(word) > 1 else None

    def _plural(self, word: str, tag: str) -> str | None:
        stems = []
        if word.endswith("s") and not word.endswith("ss"):
            stems = [word[:-1]]
            stems += [word[:-3] + "y"] if word.endswith("ies") else [word[:-2]] if word.endswith("es") else []
        stem = self._first(stems, "VB" if tag.startswith("V") else "NN")
        return None if stem is None else stem + self.ending_s(stem)

    def _past(self, word: str, tag: str) -> str | None:
        stem = self._first(_verb_stems(word, "ed", 2), "VB")
        return None if stem is None else stem[: -1 if self._is_tapped(stem) else None] + self._ending_ed(stem)

    def _progressive(self, word: str, tag: str) -> str | None:
        stem = self._first(_verb_stems(word, "ing", 3), "VB")
        if stem is None:
            return None
        return self.tapped(stem) + "ɪŋ"

    def _suffixed(self, word: str, tag: str) -> str | None:
        for suffix, phonemes in (("ly", "liː" if self.british else "li"), ("ness", "nəs"), ("less", "ləs")):
            base = word.removesuffix(suffix)
            bases = [base, base[:-1] + "y"] if base.endswith("i") else [base]
            if base != word and (stem := self._first(bases, "JJ")) is not None:
                return (stem.removesuffix("l") if suffix == "ly" else stem) + phonemes
        return None

    def _prefixed(self, word: str, tag: str) -> str | None:
        for prefix, phonemes in (_BRITISH_PREFIXES if self.british else _PREFIXES).items():
            rest = word.removeprefix(prefix)
            if rest != word and len(rest) > _LEAST_PART and (stem := self._stem(rest, tag)) is not None:
                return phonemes + stem
        return None

    def _compound(self, word: str) -> str | None:
        """Read an unknown word as two known ones, the longest first: ``soundcloud``."""
        for cut in range(len(word) - _LEAST_PART, _LEAST_PART - 1, -1):
            left, right = word[:cut], word[cut:]
            if left in self._checked and min(len(left), len(right)) > _LEAST_PART:
                first, second = self._stem(left, "NN"), self._stem(right, "NN") or self._plural(right, "NN")
                if first is not None and second is not None:
                    return first + second.replace("ˈ", "ˌ")
        return None

    def _first(self, stems: list[str], tag: str) -> str | None:
        return next((phonemes for stem in stems if (phonemes := self._stem(stem, tag)) is not None), None)

    def ending_s(self, stem: str) -> str:
        """Return how the ending -s is spoken after ``stem``'s phonemes."""
        last = stem[-1:]
        if last in _SIBILANTS:
            return "ɪz" if self.british else "ᵻz"
        return "s" if last in _VOICELESS else "z"

    def _ending_ed(self, stem: str) -> str:
        last = stem[-1:]
        if last in "td":
            return ("T" if self._is_tapped(stem) else "") + ("ɪd" if self.british else "ᵻd")
        return "t" if last in _VOICELESS + "sʃʧ" else "d"

    def tapped(self, stem: str) -> str:
        """Return ``stem``'s phonemes as they sound before a vowel."""
        return stem[:-1] + "T" if self._is_tapped(stem) else stem

    def _is_tapped(self, stem: str) -> bool:
        return not self.british and stem[-1:] == "t" and stem[-2:-1] in _BEFORE_A_TAP


def _cases(word: str) -> list[str]:
    return list(dict.fromkeys((word, word.lower(), word.capitalize())))


def _variant(entry: Entry, tag: str, is_last: bool) -> str | None:
    if isinstance(entry, str):
        return _published(entry)
    family = {"V": "VERB", "N": "NOUN", "J": "ADJ", "R": "ADV"}.get(tag[:1], tag)
    keys = (*(["None"] if is_last else []), tag, family, "DEFAULT")
    # A verb's variant is listed once where all its forms share it, by tag where the past differs.
    found = next((entry[key] for key in keys if key in entry), None)
    return None if found is None else _published(found)


def _published(phonemes: str) -> str:
    """Return a lexicon's phonemes in the symbols that Kokoro 1.0 was trained on."""
    return phonemes.replace("ɾ", "T").replace("ʔ", "t")


def _verb_stems(word: str, ending: str, size: int) -> list[str]:
    if not word.endswith(ending):
        return []
    base = word[:-size]
    stems = [base + "e", base] if base[-1:] not in _VOWEL_LETTERS else [base, base + "e"]
    if base[-1:] == base[-2:-1] and base:
        stems.insert(0, base[:-1])
        stems.insert(0, base)
    if ending == "ed" and base.endswith("i"):
        stems.append(base[:-1] + "y")
    return stems
