"""Follows the beats of a pulse: the path through onsets that explains them best."""

from collections.abc import Callable

import numpy as np
from numba import njit
from numpy.typing import NDArray

from audiostudio.audio.music.features import FRAME_RATE_HZ
from audiostudio.audio.music.tempo import Pulse, Tempogram
from audiostudio.audio.types import Curve, Matrix

# The beat may wander this far around its pulse, ...
_RANGE_OCTAVES = 0.22
# ... each step may differ from the last by this much, at a price, and by more at a fixed one. A frame is free, as tempi
# lie between frames.
_STEP_OCTAVES, _FREE_FRAMES = 0.14, 1
_STEP_PRICE, _LEAP_PRICE = 400.0, 8.0
_TEMPOGRAM_WEIGHT = 0.6
_LEAST_SHARE = 0.05
_BEGINNING = 65_535
_FRAMES_AT_ONCE = 30_000
_IMPOSSIBLE = -1e9
# Beats at the edges of what sounds on which less than this share of the usual begins are none.
_LEAST_AT_EDGES = 0.15

Progress = Callable[[float], None]


def track_beats(strength: Curve, tempogram: Tempogram, pulse: Pulse, spans: NDArray[np.int64], tick: Progress) -> Curve:
    """Return the times in seconds, ``(beats,)``, of the beats of a pulse in what sounds.

    The beats are the best path of a semi-Markov model: each beat is rewarded by what begins there and by how well its
    distance from the last recurs around it, and pays for a change of distance (after Ellis, "Beat Tracking by Dynamic
    Programming", 2007, with the tempo as a second state, as in the bar-pointer model of Whiteley, Cemgil and Godsill,
    2006).

    Args:
        strength: of onsets, ``(frames,)``.
        tempogram: of that strength.
        pulse: to follow.
        spans: of `audiostudio.audio.music.pauses.sounding_spans`.
        tick: called with the share that is done; may raise to stop.
    """
    centre = 60 * FRAME_RATE_HZ / pulse.bpm
    reach = 2**_RANGE_OCTAVES
    intervals = np.arange(round(pulse.periods.min() / reach), round(pulse.periods.max() * reach) + 1)
    intervals = intervals[(intervals > 1) & (intervals < tempogram.longest)]
    recurrence = np.log(np.maximum(tempogram.shares[:, intervals], _LEAST_SHARE)).astype(np.float32)
    is_far = np.abs(np.log2(intervals / pulse.periods[:, None])) > _RANGE_OCTAVES
    recurrence -= np.where(is_far, -np.inf, recurrence).max(axis=1, keepdims=True)
    recurrence *= np.float32(_TEMPOGRAM_WEIGHT)
    recurrence[is_far] = _IMPOSSIBLE
    widths = np.abs(np.log2(intervals)[:, None] - np.log2(intervals)[None, :])
    charged = np.maximum(0, widths - _FREE_FRAMES / np.log(2) / intervals)
    prices = np.where(widths <= _STEP_OCTAVES, _STEP_PRICE * charged**2, np.inf).astype(np.float32)
    found = []
    for first, last in spans:
        backward = np.zeros((last - first, len(intervals)), np.uint16)
        values = np.full((intervals[-1] + 1, len(intervals)), _IMPOSSIBLE, np.float32)
        for start in range(first, last, _FRAMES_AT_ONCE):
            end = min(start + _FRAMES_AT_ONCE, last)
            _extend_paths(strength, recurrence, intervals, prices, centre, values, backward, first, start, end)
            tick(end / len(strength))
        frames = _backtrack(values, backward, intervals, int(first))
        found.append(_without_empty_edges(strength, frames))
    return _refined(strength, np.concatenate(found)) / FRAME_RATE_HZ if found else np.zeros(0)


@njit(cache=True, nogil=True)
def _extend_paths(strength, recurrence, intervals, prices, centre, values, backward, first, start, end):  # type: ignore[no-untyped-def]
    """Fill ``backward`` from ``start`` to ``end`` with the state before each (frame, interval).

    ``values`` is a ring of the last frames' values. Paths begin anywhere in the first interval behind ``first``.
    """
    states = len(intervals)
    kept = len(values)
    for frame in range(start, end):
        row = min(recurrence.shape[0] - 1, (frame + FRAME_RATE_HZ // 2) // FRAME_RATE_HZ)
        for state in range(states):
            if recurrence[row, state] <= _IMPOSSIBLE:
                values[frame % kept, state] = _IMPOSSIBLE
                continue
            interval = intervals[state]
            before = frame - interval
            best, source = 0.0, _BEGINNING
            if before >= first:
                best = 2 * _IMPOSSIBLE
                leap = 2 * _IMPOSSIBLE
                leaped = 0
                for other in range(states):
                    value = values[before % kept, other]
                    if value > leap:
                        leap, leaped = value, other
                    if prices[state, other] < 1e9 and value - prices[state, other] > best:
                        best, source = value - prices[state, other], other
                if leap - _LEAP_PRICE > best:
                    best, source = leap - _LEAP_PRICE, leaped
            # Rewards are weighed by the time they stand for, so that more beats are no better than fewer.
            values[frame % kept, state] = best + interval / centre * (strength[frame] + recurrence[row, state])
            backward[frame - first, state] = source


def _backtrack(
    values: Matrix, backward: NDArray[np.uint16], intervals: NDArray[np.int64], first: int
) -> NDArray[np.int64]:
    """Return the frames, ``(beats,)``, of the best path that ends within an interval of the end of a span."""
    end = first + len(backward)
    ends = np.arange(max(first, end - len(values) + 1), end)
    last, state = np.unravel_index(values[ends % len(values)].argmax(), (len(ends), values.shape[1]))
    frame, found = int(ends[last]), []
    while True:
        found.append(frame)
        before = backward[frame - first, state]
        if before == _BEGINNING:
            return np.array(found[::-1], np.int64)
        frame, state = frame - int(intervals[state]), before


def _without_empty_edges(strength: Curve, frames: NDArray[np.int64]) -> NDArray[np.int64]:
    near = np.clip(frames[:, None] + np.arange(-3, 4), 0, len(strength) - 1)
    height = strength[near].max(axis=1)
    full = np.flatnonzero(height > _LEAST_AT_EDGES * np.median(height))
    return frames[full[0] : full[-1] + 1] if len(full) else frames


def _refined(strength: Curve, frames: NDArray[np.int64]) -> Curve:
    """Return the frames, ``(beats,)``, moved by less than one to the top of a parabola where they lie on a peak."""
    inner: NDArray[np.int64] = np.clip(frames, 1, len(strength) - 2)
    left, middle, right = strength[inner - 1], strength[inner], strength[inner + 1]
    bend = left - 2 * middle + right
    is_peak = (middle >= left) & (middle >= right) & (bend < 0)
    moved = np.divide(0.5 * (left - right), bend, out=np.zeros_like(bend), where=is_peak)
    times: Curve = frames.astype(np.float64) + moved
    return times
