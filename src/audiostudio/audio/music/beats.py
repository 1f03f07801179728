"""Where the beats are: the path through onsets and tempi that explains a programme best, and the bars upon it."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from audiostudio.audio.music.absence import Absent
from audiostudio.audio.music.features import FRAME_RATE_HZ, MusicFeatures
from audiostudio.audio.music.metre import Metre, find_metre
from audiostudio.audio.music.tempo import Curve, Tempo, Tempogram, candidate_tempi, onset_strength

_SHORTEST_S = 5.0
# The beat may wander this far around the tempo of the whole, ...
_RANGE_OCTAVES = 0.4
# ... and each step may differ from the last by this much, at a price.
_STEP_OCTAVES = 0.14
_STEP_PRICE = 60.0
_TEMPOGRAM_WEIGHT = 0.6
_LEAST_SHARE = 0.05
_STEADY_OCTAVES = np.log2(1.04)


@dataclass(frozen=True)
class BeatGrid:
    """The beats of a programme.

    Attributes:
        tempo_bpm: tempo of the whole: of the median time between beats, refined over all steady ones.
        confidence: 0 to 1, how likely `tempo_bpm` is the tempo that people would name.
        beat_times_s: ``(beats,)``, rising.
        downbeat_indices: which beats begin a bar; empty where no metre stands out.
        beats_per_bar: 3 or 4; ``None`` where no metre stands out.
        metre_confidence: 0 to 1.
        alternatives: other tempi it may be heard in, likeliest first: mostly half, double, or by thirds.
        tempo_stability: 0 to 1, the share of steps within 4 % of the tempo around them and of the whole; below about
            0.6 the tempo is free, and one number says little.
        pulse_clarity: 0 to 1, how much of the onsets' movement recurs at the beat.
    """

    tempo_bpm: float
    confidence: float
    beat_times_s: Curve
    downbeat_indices: NDArray[np.int64]
    beats_per_bar: int | None
    metre_confidence: float
    alternatives: tuple[Tempo, ...]
    tempo_stability: float
    pulse_clarity: float


def estimate_beats(features: MusicFeatures) -> BeatGrid | Absent:
    """Find tempo, beats and bars.

    The beats are the best path of a semi-Markov model: each beat is rewarded by what begins there and by how well its
    distance from the last recurs around it, and pays for a change of distance (after Ellis, "Beat Tracking by Dynamic
    Programming", 2007, with the tempo as a second state, as in the bar-pointer model of Whiteley, Cemgil and Godsill,
    2006).

    Returns:
        the beats, or why there are none: too short, silent, or nothing recurs.
    """
    if features.duration_s < _SHORTEST_S:
        return Absent(f"Too short: a tempo takes at least {_SHORTEST_S:g} seconds.")
    if not features.flux.any():
        return Absent("Nothing begins in it: it is silent or does not change.")
    strength = onset_strength(features.flux)
    tempogram = Tempogram(strength)
    tempi = candidate_tempi(tempogram)
    frames = track_beats(strength, tempogram, tempi[0].bpm)
    beats = refine_times(strength, frames) / FRAME_RATE_HZ
    tempo_bpm, stability = _overall(beats)
    metre: Metre = find_metre(features, beats)
    return BeatGrid(
        tempo_bpm=tempo_bpm,
        confidence=tempi[0].confidence,
        beat_times_s=beats,
        downbeat_indices=metre.downbeat_indices,
        beats_per_bar=metre.beats_per_bar,
        metre_confidence=metre.confidence,
        alternatives=tuple(tempi[1:4]),
        tempo_stability=stability,
        pulse_clarity=max(0.0, min(1.0, tempogram.mean_at(60 * FRAME_RATE_HZ / tempi[0].bpm))),
    )


def track_beats(strength: Curve, tempogram: Tempogram, bpm: float) -> NDArray[np.int64]:
    """Return the frames of the beats around a tempo."""
    centre = 60 * FRAME_RATE_HZ / bpm
    intervals = np.arange(round(centre * 2**-_RANGE_OCTAVES), round(centre * 2**_RANGE_OCTAVES) + 1)
    intervals = intervals[(intervals > 1) & (intervals < tempogram.longest)]
    recurrence = np.log(np.maximum(tempogram.shares[:, intervals], _LEAST_SHARE)).astype(np.float32)
    recurrence -= recurrence.max(axis=1, keepdims=True)
    octaves = np.log2(intervals / centre)
    widths = np.abs(octaves[:, None] - octaves[None, :])
    prices = np.where(widths <= _STEP_OCTAVES, _STEP_PRICE * widths**2, np.inf)
    backward = np.zeros((len(strength), len(intervals)), np.int16)
    last, state = _best_path(
        strength, recurrence * np.float32(_TEMPOGRAM_WEIGHT), intervals, prices, FRAME_RATE_HZ, backward
    )
    found = []
    while last >= 0:
        found.append(last)
        before = last - intervals[state]
        state = backward[last, state]
        last = before if state >= 0 else -1
    return np.array(found[::-1], np.int64)


@njit(cache=True, nogil=True)
def _best_path(strength, recurrence, intervals, prices, frames_per_row, backward):  # type: ignore[no-untyped-def]
    """Fill ``backward`` with the state before each (frame, interval), -1 at a beginning; return the best end."""
    frames, states = backward.shape
    values = np.zeros((frames, states), np.float32)
    middle = float(intervals[states // 2])
    for frame in range(frames):
        row = min(recurrence.shape[0] - 1, (frame + frames_per_row // 2) // frames_per_row)
        for state in range(states):
            interval = intervals[state]
            before = frame - interval
            best, source = 0.0, -1
            if before >= 0:
                best = -1e30
                for other in range(states):
                    if prices[state, other] < 1e9:
                        value = values[before, other] - prices[state, other]
                        if value > best:
                            best, source = value, other
            # Rewards are weighed by the time they stand for, so that more beats are no better than fewer.
            values[frame, state] = best + interval / middle * (strength[frame] + recurrence[row, state])
            backward[frame, state] = source
    best, last, state = -1e30, -1, 0
    for frame in range(max(0, frames - intervals[states - 1]), frames):
        for other in range(states):
            if values[frame, other] > best:
                best, last, state = values[frame, other], frame, other
    return last, state


def refine_times(strength: Curve, frames: NDArray[np.int64]) -> Curve:
    """Return the frames, moved by less than one to the top of a parabola where they lie on a peak."""
    inner: NDArray[np.int64] = np.clip(frames, 1, len(strength) - 2)
    left, middle, right = strength[inner - 1], strength[inner], strength[inner + 1]
    bend = left - 2 * middle + right
    is_peak = (middle >= left) & (middle >= right) & (bend < 0)
    moved = np.divide(0.5 * (left - right), bend, out=np.zeros_like(bend), where=is_peak)
    times: Curve = frames.astype(np.float64) + moved
    return times


def _overall(beats: Curve) -> tuple[float, float]:
    """Return the tempo of the whole, and the share of steps that keep it."""
    steps = np.diff(beats)
    median = float(np.median(steps))
    steady = np.abs(np.log2(steps / median)) < _STEADY_OCTAVES
    return float(60 / steps[steady].mean()), float(steady.mean())
