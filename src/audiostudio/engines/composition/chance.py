"""Decides by hashing what nobody asked for, so that one decision never moves another."""

from collections.abc import Sequence
from hashlib import blake2b
from statistics import NormalDist
from typing import TypeVar

_NORMAL = NormalDist()
_Choice = TypeVar("_Choice")


def share(seed: int, *about: object) -> float:
    """Return a number from 0 to below 1, uniform over seeds, that depends on nothing but seed and what it is about."""
    words = "/".join(map(str, (seed, *about)))
    return int.from_bytes(blake2b(words.encode(), digest_size=6).digest(), "big") / (1 << 48)


def pick(choices: Sequence[_Choice], seed: int, *about: object) -> _Choice:
    """Return one of some choices, each equally often."""
    return choices[int(share(seed, *about) * len(choices))]


def deviation(seed: int, *about: object) -> float:
    """Return a number of the standard normal distribution, but never further than 2.5 from 0."""
    return max(-2.5, min(2.5, _NORMAL.inv_cdf(max(share(seed, *about), 1e-9))))
