"""One number for the tempo of beats, as exact as they allow, and where it changes."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.music.pauses import is_pause
from audiostudio.audio.types import Curve

# A change is one that lasts, is heard, and stands out of the unevenness of hands.
_FEWEST_BEATS = 8
_LEAST_CHANGE_OCTAVES = np.log2(1.03)
_LEAST_DEVIATIONS = 6.0
# A tempo that wanders no further than this is one tempo still.
_ONE_TEMPO_OCTAVES = np.log2(1.15)
_STUMBLE_OCTAVES = np.log2(1.1)
_FIT_ROUNDS, _FAR_DEVIATIONS, _NEAR_S = 3, 3.0, 0.005


@dataclass(frozen=True)
class TempoSegment:
    """A stretch of beats at one tempo.

    Attributes:
        start_s: its first beat.
        end_s: its last beat, which is the next one's first unless a pause lies between.
        bpm: beats a minute.
    """

    start_s: float
    end_s: float
    bpm: float


def tempo_segments(beats_s: Curve) -> list[TempoSegment]:
    """Return the stretches of one tempo in ``(beats,)`` times, in order, at least one.

    The steps between beats are split in two where that explains them best, and the halves again, as long as the tempi
    of both sides differ by more than 3 % and by six standard errors (binary segmentation: Scott and Knott, 1974). A
    tempo that glides becomes a staircase.
    """
    steps = np.diff(beats_s)
    octaves = np.log2(steps)
    breaks = np.flatnonzero(is_pause(beats_s))
    runs = [(a, b) for a, b in zip([0, *(breaks + 1)], [*breaks, len(steps)], strict=True) if b > a]
    found: list[TempoSegment] = []
    for first, last in runs:
        edges = [first, *_splits(octaves[first:last], first), last]
        for start, end in pairwise(edges):
            bpm = fitted_bpm(beats_s[start : end + 1])
            before = found[-1] if found else None
            if before and abs(np.log2(bpm / before.bpm)) < _LEAST_CHANGE_OCTAVES and len(edges) == 2:
                found[-1] = TempoSegment(before.start_s, float(beats_s[end]), before.bpm)
            else:
                found.append(TempoSegment(float(beats_s[start]), float(beats_s[end]), bpm))
    return found if len(found) > 1 else [TempoSegment(float(beats_s[0]), float(beats_s[-1]), fitted_bpm(beats_s))]


def main_bpm(segments: list[TempoSegment]) -> float:
    """Return the tempo of the whole: the mean over time of segments near one another, else the median over time."""
    tempi = np.array([segment.bpm for segment in segments])
    lengths_s = np.array([segment.end_s - segment.start_s for segment in segments])
    if np.log2(tempi.max() / tempi.min()) < _ONE_TEMPO_OCTAVES:
        return float(np.average(tempi, weights=lengths_s))
    order = np.argsort(tempi)
    passed_s = np.cumsum(lengths_s[order])
    return float(tempi[order][np.searchsorted(passed_s, passed_s[-1] / 2)])


def fitted_bpm(beats_s: Curve) -> float:
    """Return the tempo in which ``(beats,)`` times lie best: the slope of a line through them.

    Least squares over all beats errs by far less than any one step does; beats that lie far off are left out. Behind
    pauses and stumbles the line is laid anew, with the same slope.
    """
    steps = np.diff(beats_s)
    is_break = is_pause(beats_s) | (np.abs(np.log2(steps / np.median(steps))) > _STUMBLE_OCTAVES)
    part = np.concatenate([[0], np.cumsum(is_break)])
    number = np.arange(len(beats_s), dtype=np.float64)
    used = np.ones(len(beats_s), bool)
    slope = float(np.median(np.diff(beats_s)))
    for _ in range(_FIT_ROUNDS):
        numbers, times = _centred(number, part, used), _centred(beats_s, part, used)
        spread = float((numbers[used] ** 2).sum())
        if spread <= 0:
            break
        slope = float((numbers[used] * times[used]).sum() / spread)
        errors = np.abs(times - slope * numbers)
        kept = errors <= max(_NEAR_S, _FAR_DEVIATIONS * 1.4826 * float(np.median(errors[used])))
        if kept.sum() < max(3, len(beats_s) // 2):
            break
        used = kept
    return 60 / slope


def _centred(values: Curve, part: NDArray[np.int64], used: NDArray[np.bool_]) -> Curve:
    """Return ``(beats,)`` values less the mean of those used in the same part; 0 in parts of none."""
    counts = np.bincount(part, weights=used.astype(float))
    means = np.bincount(part, weights=values * used) / np.maximum(counts, 1)
    centred: Curve = np.where(counts[part] > 0, values - means[part], 0)
    return centred


def _splits(octaves: Curve, offset: int) -> list[int]:
    count = len(octaves)
    if count < 2 * _FEWEST_BEATS:
        return []
    totals, squares = np.cumsum(octaves), np.cumsum(octaves**2)
    sizes = np.arange(_FEWEST_BEATS, count - _FEWEST_BEATS + 1)
    left = totals[sizes - 1] / sizes
    right = (totals[-1] - totals[sizes - 1]) / (count - sizes)
    gain = (left - right) ** 2 * sizes * (count - sizes) / count
    best = int(gain.argmax())
    rest = float(squares[-1] - totals[-1] ** 2 / count - gain[best]) / count
    deviations = float(np.sqrt(gain[best] / max(rest, 1e-8)))
    if abs(left[best] - right[best]) < _LEAST_CHANGE_OCTAVES or deviations < _LEAST_DEVIATIONS:
        return []
    at = int(sizes[best])
    return [*_splits(octaves[:at], offset), offset + at, *_splits(octaves[at:], offset + at)]
