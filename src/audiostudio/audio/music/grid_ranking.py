"""Which of several grids of beats is the one that people tap: half or double the tempo, on or between the hits."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from audiostudio.audio.music.grid_traits import Evidence, grid_traits
from audiostudio.audio.music.small_network import SmallNetwork
from audiostudio.audio.types import Curve


@dataclass(frozen=True)
class CandidateGrid:
    """Beats, and how likely they are the ones that people tap among all grids considered.

    Attributes:
        beats_s: their times.
        likelihood: 0 to 1.
    """

    beats_s: Curve
    likelihood: float


def rank_grids(evidence: Evidence, grids: list[Curve]) -> list[CandidateGrid]:
    """Return grids of beats, each given by its ``(beats,)`` times, with their likelihoods, the likeliest first.

    A small network scores each (`training/tempo.py`); the likelihoods are the scores' softmax over all of them.
    """
    if not grids:
        return []
    scores = _network().scores(np.stack([grid_traits(evidence, beats_s) for beats_s in grids]))[:, 0]
    likelihoods = np.exp(scores - scores.max())
    likelihoods /= likelihoods.sum()
    return [CandidateGrid(grids[number], float(likelihoods[number])) for number in np.argsort(-likelihoods)]


@cache
def _network() -> SmallNetwork:
    return SmallNetwork.load("grid_ranking.npz")
