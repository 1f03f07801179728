"""What a model of a sound is asked for."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from audiostudio.engines.sound_effects.synthesis import Random


class Samples(Protocol):
    """Recordings of single sounds by name."""

    def __call__(self, name: str) -> NDArray[np.float32]:
        """Return the recording ``name``, ``(channels, frames)`` at 48 kHz."""


@dataclass(frozen=True)
class Request:
    """One sound to be made.

    Attributes:
        frames: how long it is to be; single sounds may be as long as they are by nature.
        rng: the only source of chance.
        intensity: 0 gentle to 1 violent.
        size: 0 small to 1 large.
        material: what it is made of or falls on; one of the kind's.
        count: how many times, where asked.
        start_s: where in the whole sound it begins, for what must go on without a break.
        samples: recordings.
    """

    frames: int
    rng: Random
    intensity: float
    size: float
    material: str
    count: int | None
    start_s: float
    samples: Samples

    def scale(self, octaves: float = 1.0) -> float:
        """Return the factor of frequencies that the size asks for: 1 at the middle, falling as it grows."""
        return float(2 ** (2 * octaves * (0.5 - self.size)))
