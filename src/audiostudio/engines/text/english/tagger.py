"""Names the part of speech of each word in its sentence, with the weights of a published tagger.

The network is spaCy's ``en_core_web_sm`` 3.8 (Honnibal et al., https://spacy.io/models/en), evaluated here with numpy:
four hashed features of a word are looked up and mixed, and four layers see one neighbour more on each side.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiostudio.engines.weights.checkpoints import read_safetensors

Floats = NDArray[np.float32]

TAGS = (
    *("$", "''", ",", "-LRB-", "-RRB-", ".", ":", "ADD", "AFX", "CC", "CD", "DT", "EX", "FW", "HYPH", "IN", "JJ"),
    *("JJR", "JJS", "LS", "MD", "NFP", "NN", "NNP", "NNPS", "NNS", "PDT", "POS", "PRP", "PRP$", "RB", "RBR", "RBS"),
    *("RP", "SYM", "TO", "UH", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "WDT", "WP", "WP$", "WRB", "XX", "_SP", "``"),
)
"""The Penn Treebank's tags, in the order of the network's outputs."""

_FEATURES = ("norm", "prefix", "suffix", "shape", "space_after", "is_space")
_FIRST_SEED = 8
_DEPTH = 4
_PIECES = 3
_ROWS_AT_ONCE = 3
_VARIANCE_FLOOR = 1e-8
_NORMS = {"n't": "not", "'m": "am", "'re": "are", "'ll": "will", "'ve": "have", "`": "'", "£": "$", "€": "$"}
# Strings that are also names in the library that trained the network, which hashes them to these numbers.
_RESERVED = {
    **{"X": 101, "agent": 401, "mark": 423, "meta": 424, "number": 432, "possessive": 441, "root": 449, "prep": 443},
    **{"num": 431, "det": 415, "dep": 414, "neg": 425, "aux": 405, "obj": 434, "obl": 435, "cc": 407, "nn": 427},
    **{
        "acl": 451,
        "poss": 440,
        "prt": 444,
        "cop": 411,
        "ID": 64,
        "POS": 74,
        "TAG": 75,
        "DEP": 76,
        "ADJ": 84,
        "ADP": 85,
    },
    **{
        "ADV": 86,
        "AUX": 87,
        "DET": 90,
        "NUM": 93,
        "SYM": 99,
        "EOL": 102,
        "ORG": 383,
        "GPE": 384,
        "LOC": 385,
        "LAW": 390,
    },
}
_MASK = (1 << 64) - 1


class Tagger:
    """The tagger on its published weights, read once.

    Args:
        weights_path: the model ``tagger-en``, as `audiostudio.engines.weights.store.ModelStore.path` gives it.
    """

    def __init__(self, weights_path: Path) -> None:
        weights = {name: np.array(array) for name, array in read_safetensors(weights_path).items()}
        self._tables = [weights[f"embed.{name}.E"] for name in _FEATURES]
        self._mix = _Maxout(weights, "mix")
        self._layers = [_Maxout(weights, f"encode.{depth}") for depth in range(_DEPTH)]
        self._tags, self._bias = weights["tags.W"].T, weights["tags.b"]
        self._embedded = lru_cache(maxsize=20_000)(self._embed)

    def tag(self, words: Sequence[str], space_after: Sequence[bool]) -> list[str]:
        """Return the Penn Treebank tag of each word of a sentence.

        Args:
            words: the sentence cut as the treebank does: punctuation apart, ``do`` and ``n't`` two words.
            space_after: whether a space follows each.
        """
        if not words:
            return []
        rows = np.stack([self._embedded(word, space) for word, space in zip(words, space_after, strict=True)])
        for layer in self._layers:
            padded = np.pad(rows, ((1, 1), (0, 0)))
            rows = rows + layer(np.concatenate([padded[:-2], padded[1:-1], padded[2:]], axis=1))
        return [TAGS[best] for best in np.argmax(multiply(rows, self._tags) + self._bias, axis=1)]

    def _embed(self, word: str, space_after: bool) -> Floats:
        ids = (
            *(_hash_text(text) for text in (_NORMS.get(word.lower(), word.lower()), word[:1], word[-3:], shape(word))),
            int(space_after),
            0,
        )
        parts = [
            table[[key % len(table) for key in _hash_number(number, _FIRST_SEED + column)]].sum(axis=0)
            for column, (number, table) in enumerate(zip(ids, self._tables, strict=True))
        ]
        row: Floats = self._mix(np.concatenate(parts)[None])[0]
        return row


class _Maxout:
    """The largest of three linear maps, normalised (Goodfellow et al., 2013; Ba et al., 2016)."""

    def __init__(self, weights: dict[str, Floats], name: str) -> None:
        self._matrix = np.concatenate(weights[f"{name}.W"].transpose(1, 2, 0), axis=1)
        self._bias = weights[f"{name}.b"].T.ravel()
        self._scale, self._shift = weights[f"{name}.scale.G"], weights[f"{name}.scale.b"]

    def __call__(self, rows: Floats) -> Floats:
        pieces = multiply(rows, self._matrix) + self._bias
        best = np.maximum.reduce(np.split(pieces, _PIECES, axis=1))
        centred = best - best.mean(axis=1, keepdims=True)
        deviation = np.sqrt((centred**2).mean(axis=1, keepdims=True) + _VARIANCE_FLOOR)
        scaled: Floats = centred / deviation * self._scale + self._shift
        return scaled


def multiply(rows: Floats, matrix: Floats) -> Floats:
    """Return ``rows @ matrix``, three rows at a time.

    Larger products are spread over threads by OpenBLAS, which on a busy machine made tagging forty times slower.
    """
    count, width = rows.shape
    padded = np.pad(rows, ((0, -count % _ROWS_AT_ONCE), (0, 0))).reshape(-1, _ROWS_AT_ONCE, width)
    product: Floats = (padded @ matrix).reshape(-1, matrix.shape[1])[:count]
    return product


def shape(word: str) -> str:
    """Return a word's outline: ``Xxxxx`` for ``London``, ``dd`` for ``42``, runs no longer than four."""
    outline = ""
    for letter in word:
        case = "X" if letter.isupper() else "x"
        mark = case if letter.isalpha() else "d" if letter.isdigit() else letter
        if not outline.endswith(mark * 4):
            outline += mark
    return outline


def _hash_text(text: str) -> int:
    """MurmurHash64A with seed 1 (Austin Appleby, public domain), by which the network knows strings."""
    if text in _RESERVED:
        return _RESERVED[text]
    raw = text.encode("utf-8", "replace")
    multiplier, whole = 0xC6A4A7935BD1E995, len(raw) // 8 * 8
    state = 1 ^ (len(raw) * multiplier & _MASK)
    for start in range(0, whole, 8):
        block = int.from_bytes(raw[start : start + 8], "little") * multiplier & _MASK
        block = (block ^ block >> 47) * multiplier & _MASK
        state = (state ^ block) * multiplier & _MASK
    if raw[whole:]:
        state = (state ^ int.from_bytes(raw[whole:], "little")) * multiplier & _MASK
    state = (state ^ state >> 47) * multiplier & _MASK
    return state ^ state >> 47


def _hash_number(number: int, seed: int) -> tuple[int, int, int, int]:
    """MurmurHash3 x64 128 (Austin Appleby, public domain) of one 64-bit number, as four rows of a table."""
    block = number * 0x87C37B91114253D5 & _MASK
    block = (block << 31 | block >> 33) & _MASK
    first = seed ^ (block * 0x4CF5AD432745937F & _MASK) ^ 8
    second = seed ^ 8
    first = first + second & _MASK
    second = second + first & _MASK
    first, second = _scramble(first), _scramble(second)
    first = first + second & _MASK
    second = second + first & _MASK
    return first & 0xFFFFFFFF, first >> 32, second & 0xFFFFFFFF, second >> 32


def _scramble(value: int) -> int:
    value = (value ^ value >> 33) * 0xFF51AFD7ED558CCD & _MASK
    value = (value ^ value >> 33) * 0xC4CEB9FE1A85EC53 & _MASK
    return value ^ value >> 33
