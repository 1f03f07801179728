"""Makes choices that follow from names and numbers alone, so that one part or section can change without the others."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

Option = TypeVar("Option")

_MASK = (1 << 64) - 1


def derived_seed(*names: int | float | str) -> int:
    """Return 64 bits that differ wherever a name does: BLAKE2 of the names, each with its kind.

    >>> derived_seed(1, "lead") == derived_seed(1, "lead"), derived_seed("1") == derived_seed(1)
    (True, False)
    """
    words = "\0".join(f"{type(name).__name__}:{name}" for name in names)
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), "little")


class Dice:
    """A row of choices named by what they are for: equal names throw alike (SplitMix64, Steele and others, 2014)."""

    def __init__(self, *names: int | float | str) -> None:
        self._state = derived_seed(*names)

    def share(self) -> float:
        """Return a number from 0 to below 1."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
        return ((mixed ^ (mixed >> 31)) >> 11) / (1 << 53)

    def chance(self, probability: float) -> bool:
        """Return whether something that probable happens."""
        return self.share() < probability

    def between(self, lowest: float, highest: float) -> float:
        """Return a number between two others."""
        return lowest + (highest - lowest) * self.share()

    def whole(self, lowest: int, highest: int) -> int:
        """Return a whole number, both ends being possible."""
        return lowest + int(self.share() * (highest - lowest + 1))

    def choose(self, options: Sequence[Option], weights: Sequence[float] | None = None) -> Option:
        """Return one of the options, as often as its weight says; the last if all the others weigh nothing."""
        if weights is None:
            return options[int(self.share() * len(options))]
        left = self.share() * sum(weights)
        for option, weight in zip(options, weights, strict=True):
            left -= weight
            if left < 0:
                return option
        return options[-1]

    def sample(self, options: Sequence[Option], weights: Sequence[float], count: int) -> list[Option]:
        """Return so many different options, likelier ones more often, in the order of the options."""
        left, weight_left = list(range(len(options))), list(weights)
        chosen = []
        for _ in range(min(count, len(options))):
            place = self.choose(range(len(left)), weight_left)
            chosen.append(left.pop(place))
            weight_left.pop(place)
        return [options[place] for place in sorted(chosen)]
