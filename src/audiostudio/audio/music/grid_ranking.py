"""Which of several grids of beats is the one that people tap: half or double the tempo, on or between the hits."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from audiostudio.audio.music.grid_traits import Evidence, grid_traits, heard_likelihood, heard_traits
from audiostudio.audio.music.small_network import SmallNetwork
from audiostudio.audio.types import Curve

# What the mean of all frames counts, beside the networks; frames that lie close say much the same.
HEARD_WEIGHT = 20.0


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
    """Return grids of beats with their likelihoods, the likeliest first.

    Two small networks score each (`training/tempo.py`): one by what begins and recurs, one by where beats are heard.
    The second knows nothing of the first's, and no tempo, so that each judges by itself; how likely what is heard is
    counts a third time, untrained. The likelihoods are the softmax of the sum over all grids.

    Args:
        evidence: of the programme.
        grids: the ``(beats,)`` times of each, in pairs of one tempo: on what begins, and between.
    """
    if not grids:
        return []
    scores = _network("grid_ranking.npz").scores(np.stack([grid_traits(evidence, beats_s) for beats_s in grids]))[:, 0]
    heard = _network("grid_hearing.npz").scores(np.stack([heard_traits(evidence, beats_s) for beats_s in grids]))[:, 0]
    likely = np.array([heard_likelihood(evidence, beats_s) for beats_s in grids])
    scores += better_of_pairs(heard) + HEARD_WEIGHT * better_of_pairs(likely)
    likelihoods = np.exp(scores - scores.max())
    likelihoods /= likelihoods.sum()
    return [CandidateGrid(grids[number], float(likelihoods[number])) for number in np.argsort(-likelihoods)]


def better_of_pairs(scores: Curve) -> Curve:
    """Return the greater score of each pair for both, ``(grids,)``: what is heard says how fast, not on or between."""
    return np.repeat(scores.reshape(-1, 2).max(axis=1), 2)


@cache
def _network(name: str) -> SmallNetwork:
    return SmallNetwork.load(name)
