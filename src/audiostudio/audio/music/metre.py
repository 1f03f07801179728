"""Whether beats group by three or four, and which of them begin a bar: what stands out of them says so."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.music.features import FRAME_RATE_HZ, STEP_RATE_HZ, MusicFeatures
from audiostudio.audio.music.grid_traits import compressed_chroma, period_s
from audiostudio.audio.music.pauses import is_pause
from audiostudio.audio.music.small_network import SmallNetwork
from audiostudio.audio.types import Curve

METRES = (3, 4)
# What `metre.npz` tells apart: by three, by four, and neither.
CLASSES = (*METRES, None)
_SLIP = 0.01
_FEWEST_BEATS = 12
_REACH_FRAMES = 4
_LEAST_CONFIDENCE = 0.5
# Differences smaller than these are a matter of where beats fall between frames.
_LEAST_HARMONIC_SPREAD, _LEAST_SPREAD_SHARE = 0.02, 0.2
_CYCLES = (2, 3, 4, 5, 7)
_LAGS = (2, 3, 4, 5, 6, 8, 9, 10, 12, 16)


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

    A small network judges which metre the accents speak for. A hidden Markov model then counts the beats of its bars,
    with a small chance to lose count: what it hears at each beat is how much the harmony differs from the beat before,
    and how much begins in the bass; elsewhere too, where these say nothing.
    """
    nothing = Metre(None, np.zeros(0, np.int64), 0.0)
    if len(beats_s) < _FEWEST_BEATS:
        return nothing
    accents = beat_accents(features, beats_s)
    shares = _network().probabilities(metre_traits(accents, beats_s)[None])[0]
    best = int(shares.argmax())
    metre = CLASSES[best]
    if metre is None or shares[best] < _LEAST_CONFIDENCE:
        return nothing
    _, positions = _count(_combined(accents), metre, is_pause(beats_s))
    return Metre(metre, np.flatnonzero(positions == 0), float(shares[best]))


@cache
def _network() -> SmallNetwork:
    return SmallNetwork.load("metre.npz")


def beat_accents(features: MusicFeatures, beats_s: Curve) -> Curve:
    """Return ``(beats, 4)``: change of harmony, and what begins in bass, middle and treble; mean 0.

    Their deviation is 1, or less where beats hardly differ.
    """
    chroma = compressed_chroma(features.pitch_magnitudes)
    edges = np.clip(np.round(np.append(beats_s, beats_s[-1] + period_s(beats_s)) * STEP_RATE_HZ), 0, len(chroma))
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
    rises = features.flux[near].max(axis=1).astype(np.float64)
    least = np.maximum(_LEAST_SPREAD_SHARE * rises.mean(axis=0), 0.1 * rises.mean())
    return np.column_stack([_standard(change, _LEAST_HARMONIC_SPREAD), *map(_standard, rises.T, least)])


def metre_traits(accents: Curve, beats_s: Curve) -> Curve:
    """Return what the metre is judged by, ``(traits,)``."""
    traits = [np.log2(60 / period_s(beats_s) / 110)]
    for curve in accents.T:
        clipped = np.clip(curve, -2, 3)
        traits.append(float(clipped.std()))
        traits += [_strongest(clipped, cycle) for cycle in _CYCLES]
        traits += [_recurrence(clipped, lag) for lag in _LAGS]
    pauses = is_pause(beats_s)
    traits += [_count(_combined(accents), metre, pauses)[0] / len(beats_s) for metre in METRES]
    return np.array(traits)


def _strongest(curve: Curve, cycle: int) -> float:
    return float(max(curve[place::cycle].mean() for place in range(cycle)) - curve.mean())


def _recurrence(curve: Curve, lag: int) -> float:
    return float((curve[lag:] * curve[:-lag]).mean()) if len(curve) > lag + 4 else 0.0


def _combined(accents: Curve) -> Curve:
    """Return how much each beat stands out, mean 0 and variance 1."""
    harmony, bass, middle, treble = accents.T
    total = harmony + 0.5 * bass
    if total.std() < 0.3:
        total = total + middle + treble
    return _standard(np.clip(total, -2, 3), 1e-9)


def _standard(values: Curve, least: float) -> Curve:
    standard: Curve = (values - values.mean()) / max(float(values.std()), float(least), 1e-9)
    return standard


def _count(accents: Curve, metre: int, pauses: NDArray[np.bool_]) -> tuple[float, NDArray[np.int64]]:
    """Return how much better than chance a metre explains the accents, and each beat's position in the bar.

    Behind a pause, ``(beats - 1,)``, counting begins anew.
    """
    # How far above the mean downbeats are taken to be; the others lie as far below as makes the mean 0.
    means = np.full(metre, -1.0 / (metre - 1)) * 1.2
    means[0] = 1.2
    likelihoods = -0.5 * (accents[:, None] - means) ** 2 + 0.5 * accents[:, None] ** 2
    slips = np.full((metre, metre), np.log(_SLIP / max(1, metre - 1)))
    for position in range(metre):
        slips[position, (position + 1) % metre] = np.log(1 - _SLIP)
    anew = np.full((metre, metre), -np.log(metre))
    values = likelihoods[0] - np.log(metre)
    total = values.copy()
    backward = np.zeros((len(accents), metre), np.int64)
    for beat in range(1, len(accents)):
        moves = anew if pauses[beat - 1] else slips
        ways = values[:, None] + moves
        backward[beat] = ways.argmax(axis=0)
        values = ways.max(axis=0) + likelihoods[beat]
        total = np.logaddexp.reduce(total[:, None] + moves, axis=0) + likelihoods[beat]
    positions = np.zeros(len(accents), np.int64)
    positions[-1] = int(values.argmax())
    for beat in range(len(accents) - 1, 0, -1):
        positions[beat - 1] = backward[beat, positions[beat]]
    return float(np.logaddexp.reduce(total)), positions
