"""Networks of one hidden layer, several averaged, that judge a few numbers; trained elsewhere, read from a file."""

from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from audiostudio.audio.types import Curve


@dataclass(frozen=True)
class SmallNetwork:
    """Several networks whose mean counts.

    Attributes:
        mean: ``(traits,)``, what is taken off each.
        scale: ``(traits,)``, what the rest is divided by; five of these are the most that counts.
        hidden: ``(networks, traits, units)``.
        bias: ``(networks, units)``.
        output: ``(networks, units, classes)``.
        offset: ``(classes,)``, added to each.
        certainty: what scores are multiplied by, so that probabilities are right about as often as they say.
    """

    mean: Curve
    scale: Curve
    hidden: Curve
    bias: Curve
    output: Curve
    offset: Curve
    certainty: float

    @classmethod
    def load(cls, name: str) -> "SmallNetwork":
        """Return a network of this package."""
        with files(__package__).joinpath(name).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            parts = {part: arrays[part].astype(np.float64) for part in arrays.files}
        return cls(**{**parts, "certainty": float(parts["certainty"])})

    def scores(self, traits: Curve) -> Curve:
        """Return ``(rows, classes)`` scores of ``(rows, traits)``."""
        even = np.clip((traits - self.mean) / self.scale, -5, 5)
        units = np.tanh(np.einsum("rt,ntu->nru", even, self.hidden) + self.bias[:, None])
        found: Curve = self.certainty * (np.einsum("nru,nuc->nrc", units, self.output).mean(axis=0) + self.offset)
        return found

    def probabilities(self, traits: Curve) -> Curve:
        """Return ``(rows, classes)``, each row of which adds up to 1."""
        scores = self.scores(traits)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        even: Curve = shares / shares.sum(axis=1, keepdims=True)
        return even
