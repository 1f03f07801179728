"""Which beats begin a bar: harmony changes and the bass speaks there more than elsewhere."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.music.features import FRAME_RATE_HZ, STEP_RATE_HZ, MusicFeatures
from audiostudio.audio.music.grid_ranking import compressed_chroma
from audiostudio.audio.types import Curve

_METRES = (3, 4)
_SLIP = 0.01
_FEWEST_BEATS = 12
_REACH_FRAMES = 4


@dataclass(frozen=True)
class Metre:
    """How beats group into bars.

    Attributes:
        beats_per_bar: 3 or 4; ``None`` where neither stands out.
        downbeat_indices: which beats begin a bar.
        confidence: 0 to 1.
    """

    beats_per_bar: int | None
    downbeat_indices: NDArray[np.int64]
    confidence: float


def find_metre(features: MusicFeatures, beats_s: Curve) -> Metre:
    """Return the metre and downbeats of beats at ``(beats,)`` times.

    A hidden Markov model counts the beats of a bar, with a small chance to lose count. What it hears at each beat is
    how much the harmony differs from the beat before, and how much begins in the bass.
    """
    nothing = Metre(None, np.zeros(0, np.int64), 0.0)
    if len(beats_s) < _FEWEST_BEATS:
        return nothing
    accents = _accents(features, beats_s)
    paths = [_count(accents, metre) for metre in _METRES]
    best = int(np.argmax([score for score, _ in paths]))
    score, positions = paths[best]
    margin = abs(paths[0][0] - paths[1][0])
    confidence = float(1 - np.exp(-margin / 4)) if score > 0 else 0.0
    if confidence < 0.2:
        return nothing
    return Metre(_METRES[best], np.flatnonzero(positions == 0), confidence)


def _accents(features: MusicFeatures, beats_s: Curve) -> Curve:
    """Return how much each beat stands out, mean 0 and variance 1."""
    chroma = compressed_chroma(features.pitch_magnitudes)
    edges = np.clip(
        np.round(np.append(beats_s, beats_s[-1] + np.median(np.diff(beats_s))) * STEP_RATE_HZ), 0, len(chroma)
    )
    means = np.stack(
        [
            chroma[int(a) : max(int(a) + 1, int(b))].mean(axis=0) if a < len(chroma) else chroma[-1]
            for a, b in pairwise(edges)
        ]
    )
    means /= np.linalg.norm(means, axis=1, keepdims=True) + 1e-9
    change = np.zeros(len(beats_s))
    change[1:] = 1 - (means[1:] * means[:-1]).sum(axis=1)
    frames = np.clip(np.round(beats_s * FRAME_RATE_HZ).astype(int), 0, len(features.flux) - 1)
    near = np.clip(frames[:, None] + np.arange(-_REACH_FRAMES, _REACH_FRAMES + 1), 0, len(features.flux) - 1)
    bass = features.flux[near, 0].max(axis=1).astype(np.float64)
    total: Curve = _standard(change) + 0.5 * _standard(bass)
    return _standard(np.clip(total, -2, 3))


def _standard(values: Curve) -> Curve:
    spread = values.std()
    standard: Curve = (values - values.mean()) / spread if spread > 1e-9 else np.zeros_like(values)
    return standard


def _count(accents: Curve, metre: int) -> tuple[float, NDArray[np.int64]]:
    """Return how much better than chance a metre explains the accents, and each beat's position in the bar."""
    # How far above the mean downbeats are taken to be; the others lie as far below as makes the mean 0.
    means = np.full(metre, -1.0 / (metre - 1)) * 1.2
    means[0] = 1.2
    likelihoods = -0.5 * (accents[:, None] - means) ** 2 + 0.5 * accents[:, None] ** 2
    slips = np.full((metre, metre), np.log(_SLIP / max(1, metre - 1)))
    for position in range(metre):
        slips[position, (position + 1) % metre] = np.log(1 - _SLIP)
    values = likelihoods[0] - np.log(metre)
    total = values.copy()
    backward = np.zeros((len(accents), metre), np.int64)
    for beat in range(1, len(accents)):
        ways = values[:, None] + slips
        backward[beat] = ways.argmax(axis=0)
        values = ways.max(axis=0) + likelihoods[beat]
        total = np.logaddexp.reduce(total[:, None] + slips, axis=0) + likelihoods[beat]
    positions = np.zeros(len(accents), np.int64)
    positions[-1] = int(values.argmax())
    for beat in range(len(accents) - 1, 0, -1):
        positions[beat - 1] = backward[beat, positions[beat]]
    return float(np.logaddexp.reduce(total)), positions
