"""Guesses how an English word that no lexicon knows is spoken, from its letters.

The network is g2p-en's (Park & Kim 2019, https://github.com/Kyubyong/g2p): a gated recurrent encoder reads letters, a
decoder writes phonemes of American English in ARPAbet. Here they become Kokoro's symbols.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_LETTERS = {letter: number for number, letter in enumerate("abcdefghijklmnopqrstuvwxyz", start=3)}
_UNKNOWN_LETTER, _END_OF_WORD = 1, 2
_START, _END = 2, 3
_MOST_PHONEMES = 40
_LONGEST_WORD = 40
_CONSONANTS = "B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH"
_VOWELS = ("AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW")
_STRESSED_VOWELS = [vowel + stress for vowel in _VOWELS for stress in "012"]
_PHONEMES = ("<pad>", "<unk>", "<s>", "</s>", *sorted([*_CONSONANTS.split(), *_STRESSED_VOWELS, "UW"]))
_AMERICAN = {
    **{
        "B": "b",
        "CH": "ʧ",
        "D": "d",
        "DH": "ð",
        "F": "f",
        "G": "ɡ",
        "HH": "h",
        "JH": "ʤ",
        "K": "k",
        "L": "l",
        "M": "m",
    },
    **{"N": "n", "NG": "ŋ", "P": "p", "R": "ɹ", "S": "s", "SH": "ʃ", "T": "t", "TH": "θ", "V": "v", "W": "w", "Y": "j"},
    **{"Z": "z", "ZH": "ʒ", "AA": "ɑ", "AE": "æ", "AH": "ʌ", "AO": "ɔ", "AW": "W", "AY": "I", "EH": "ɛ", "ER": "ɜɹ"},
    **{"EY": "A", "IH": "ɪ", "IY": "i", "OW": "O", "OY": "Y", "UH": "ʊ", "UW": "u"},
}
_BRITISH = _AMERICAN | {"AA": "ɒ", "AE": "a", "AO": "ɔː", "ER": "ɜː", "IY": "iː", "OW": "Q", "UW": "uː"}
_STRESS = {"1": "ˈ", "2": "ˌ", "0": ""}
_BRITISH_BEFORE_R = {"ɒ": "ɑː", "ɔː": "ɔː", "ɛ": "ɛː", "ɪ": "ɪə", "ʊ": "ʊə"}


class Speller:
    """The network on its published weights, read once.

    Args:
        weights_path: the model ``speller-en``.
        british: turn what it says into British English.
    """

    def __init__(self, weights_path: Path, *, british: bool) -> None:
        with np.load(weights_path, allow_pickle=False) as published:
            weights = {name: published[name] for name in published.files}
        self._encoder = _Recurrence(weights, "enc")
        self._decoder = _Recurrence(weights, "dec")
        self._output, self._bias = weights["fc_w"], weights["fc_b"]
        self._british = british
        self.spell = lru_cache(maxsize=10_000)(self._spell)

    def _spell(self, word: str) -> str:
        """Return the phonemes of a word in Kokoro's symbols.

        Args:
            word: letters; what is none counts as unknown, and no more than forty are read.
        """
        return _kokoro(self.arpabet(word), self._british)

    def arpabet(self, word: str) -> list[str]:
        """Return what the network says, in ARPAbet."""
        letters = [_LETTERS.get(letter, _UNKNOWN_LETTER) for letter in word.lower()[:_LONGEST_WORD]]
        state = np.zeros(self._encoder.size, np.float32)
        for letter in (*letters, _END_OF_WORD):
            state = self._encoder.step(letter, state)
        said: list[str] = []
        last = _START
        while len(said) < _MOST_PHONEMES:
            state = self._decoder.step(last, state)
            last = int(np.argmax(self._output @ state + self._bias))
            if last == _END:
                break
            said.append(_PHONEMES[last])
        return said


class _Recurrence:
    """A gated recurrent unit (Cho et al., 2014) over embedded symbols."""

    def __init__(self, weights: dict[str, Floats], name: str) -> None:
        self._inputs = weights[f"{name}_emb"] @ weights[f"{name}_w_ih"].T + weights[f"{name}_b_ih"]
        self._matrix, self._bias = weights[f"{name}_w_hh"], weights[f"{name}_b_hh"]
        self.size = self._matrix.shape[1]

    def step(self, symbol: int, state: Floats) -> Floats:
        seen, kept = self._inputs[symbol], self._matrix @ state + self._bias
        both = 2 * self.size
        reset, update = np.split(1 / (1 + np.exp(-(seen[:both] + kept[:both]))), 2)
        fresh = np.tanh(seen[both:] + reset * kept[both:])
        mixed: Floats = ((1 - update) * fresh + update * state).astype(np.float32)
        return mixed


def _kokoro(arpabet: list[str], british: bool) -> str:
    table = _BRITISH if british else _AMERICAN
    parts: list[str] = []
    bases = [phoneme.rstrip("012") for phoneme in arpabet]
    for number, (phoneme, base) in enumerate(zip(arpabet, bases, strict=True)):
        if base not in table:
            continue
        before_vowel = number + 1 < len(bases) and bases[number + 1] in _VOWELS
        if british and base == "R" and not before_vowel:
            parts[-1:] = [_lengthened(part) for part in parts[-1:]]
            continue
        stress = phoneme[-1] if phoneme[-1] in _STRESS else "0"
        sound = table[base]
        if stress == "0" and base in {"AH", "ER"}:
            sound = "ə" if base == "AH" or british else "əɹ"
        if british and base == "ER" and before_vowel:
            sound += "ɹ"
        if not british and base == "T" and before_vowel and number and bases[number - 1] in _VOWELS:
            sound = "T" if arpabet[number + 1].endswith("0") else sound
        parts.append(_STRESS[stress] + sound)
    return "".join(parts)


def _lengthened(part: str) -> str:
    """Return a British vowel as it sounds where an r after it is silent."""
    sound = part.lstrip("ˈˌ")
    return part[: len(part) - len(sound)] + _BRITISH_BEFORE_R.get(sound, sound)
