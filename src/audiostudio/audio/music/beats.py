"""Where the beats are: the path through onsets and tempi that explains a programme best, and the bars upon it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from audiostudio.audio.music.features import FRAME_RATE_HZ, Matrix, MusicFeatures
from audiostudio.audio.music.metre import Metre, find_metre
from audiostudio.audio.music.pulse import STEADY_OCTAVES, Grid, gather_evidence, overall_bpm, weigh_grids
from audiostudio.audio.music.tempo import Curve, Tempogram, candidate_tempi, onset_strength
from audiostudio.audio.music.unavailable import Absent

_SHORTEST_S = 5.0
# The beat may wander this far around the tempo of the whole, ...
_RANGE_OCTAVES = 0.4
# ... and each step may differ from the last by this much, at a price.
_STEP_OCTAVES = 0.14
_STEP_PRICE = 60.0
_TEMPOGRAM_WEIGHT = 0.6
_LEAST_SHARE = 0.05
_SAME_OCTAVES = np.log2(1.03)
_FEWEST_BEATS = 8
_AROUND_BEATS = 17
_SHORTEST_LAG = 25
# Real beginnings rise by more than this in the flux's logarithmic units; the trembling of a held tone does not.
_LEAST_RISE = 0.1
_FRAMES_PER_TICK = 30_000
# Chance recurs too, the more so the shorter a sound is.
_LEAST_CLARITY, _LUCK = 0.03, 18.0


Tick = Callable[[float], None]


def ignore_tick(share: float) -> None:
    """Do nothing with the share that is done."""


@dataclass(frozen=True)
class Tempo:
    """A tempo that a programme may be heard in.

    Attributes:
        bpm: beats a minute.
        confidence: 0 to 1, among all that were considered.
    """

    bpm: float
    confidence: float


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


def estimate_beats(features: MusicFeatures, tick: Tick = ignore_tick) -> BeatGrid | Absent:
    """Find tempo, beats and bars.

    The beats are the best path of a semi-Markov model: each beat is rewarded by what begins there and by how well its
    distance from the last recurs around it, and pays for a change of distance (after Ellis, "Beat Tracking by Dynamic
    Programming", 2007, with the tempo as a second state, as in the bar-pointer model of Whiteley, Cemgil and Godsill,
    2006).

    Args:
        features: of the programme.
        tick: called several times a second of work with the share that is done; may raise to stop.

    Returns:
        the beats, or why there are none: too short, silent, or nothing recurs.
    """
    if features.duration_s < _SHORTEST_S:
        return Absent(f"Too short: a tempo takes at least {_SHORTEST_S:g} seconds.")
    if np.quantile(features.flux.max(axis=1), 0.99) < _LEAST_RISE:
        return Absent("Nothing begins in it: it is silent or does not change.")
    strength = onset_strength(features.flux)
    tempogram = Tempogram(strength)
    grids = candidate_grids(features, strength, tempogram, tick)
    if not grids:
        return Absent("No pulse: nothing in it recurs at the distance of beats.")
    best, *others = _by_tempo(grids)
    clarity = _clarity(tempogram, best.bpm)
    if clarity * _evenness(grids[0].beats_s) ** 4 < _LEAST_CLARITY + _LUCK / features.duration_s**2:
        return Absent("No pulse: what begins in it keeps no beat.")
    metre: Metre = find_metre(features, grids[0].beats_s)
    return BeatGrid(
        tempo_bpm=best.bpm,
        confidence=best.confidence,
        beat_times_s=grids[0].beats_s,
        downbeat_indices=metre.downbeat_indices,
        beats_per_bar=metre.beats_per_bar,
        metre_confidence=metre.confidence,
        alternatives=tuple(others[:3]),
        tempo_stability=_stability(grids[0].beats_s),
        pulse_clarity=clarity,
    )


def candidate_grids(
    features: MusicFeatures, strength: Curve, tempogram: Tempogram, tick: Tick = ignore_tick
) -> list[Grid]:
    """Return the grids of beats a programme may be heard in, the likeliest first: several tempi, each on and off."""
    evidence = gather_evidence(features)
    found = []
    tempi = candidate_tempi(tempogram)
    for number, bpm in enumerate(tempi):

        def part_done(share: float, before: int = number) -> None:
            tick((before + share) / len(tempi))

        frames = track_beats(strength, tempogram, bpm, part_done)
        if len(frames) < _FEWEST_BEATS:
            continue
        on = refine_times(strength, frames) / FRAME_RATE_HZ
        found += [on, on[:-1] + np.diff(on) / 2]
    return weigh_grids(evidence, tempogram, found)


def _by_tempo(grids: list[Grid]) -> list[Tempo]:
    """Return the tempi of the grids, that of the likeliest first; grids of one tempo add up."""
    tempi: list[Tempo] = []
    for grid in grids:
        bpm = overall_bpm(grid.beats_s)
        same = next((n for n, other in enumerate(tempi) if abs(np.log2(bpm / other.bpm)) < _SAME_OCTAVES), None)
        if same is None:
            tempi.append(Tempo(bpm, grid.likelihood))
        else:
            tempi[same] = Tempo(tempi[same].bpm, tempi[same].confidence + grid.likelihood)
    return [tempi[0], *sorted(tempi[1:], key=lambda tempo: -tempo.confidence)]


def _clarity(tempogram: Tempogram, bpm: float) -> float:
    """Return how much more of what begins recurs at a beat's distance, or a few, than at any other, 0 to 1."""
    beat_frames = 60 * FRAME_RATE_HZ / bpm
    usual = float(np.median(tempogram.mean[_SHORTEST_LAG:]))
    most = max(tempogram.mean_at(beats * beat_frames) for beats in (1, 2, 3, 4))
    return max(0.0, min(1.0, (most - usual) / max(1e-9, 1 - usual)))


def _evenness(beats_s: Curve) -> float:
    """Return the share of steps that keep the tempo around them, whatever it becomes later."""
    steps = np.diff(beats_s)
    around = median_filter(steps, _AROUND_BEATS, mode="nearest")
    return float((np.abs(np.log2(steps / around)) < STEADY_OCTAVES).mean())


def _stability(beats_s: Curve) -> float:
    """Return the share of steps that keep the tempo of the whole."""
    steps = np.diff(beats_s)
    return float((np.abs(np.log2(steps / np.median(steps))) < STEADY_OCTAVES).mean())


def track_beats(strength: Curve, tempogram: Tempogram, bpm: float, tick: Tick = ignore_tick) -> NDArray[np.int64]:
    """Return the frames of the beats around a tempo; ``tick`` as in `estimate_beats`."""
    centre = 60 * FRAME_RATE_HZ / bpm
    intervals = np.arange(round(centre * 2**-_RANGE_OCTAVES), round(centre * 2**_RANGE_OCTAVES) + 1)
    intervals = intervals[(intervals > 1) & (intervals < tempogram.longest)]
    recurrence = np.log(np.maximum(tempogram.shares[:, intervals], _LEAST_SHARE)).astype(np.float32)
    recurrence -= recurrence.max(axis=1, keepdims=True)
    octaves = np.log2(intervals / centre)
    widths = np.abs(octaves[:, None] - octaves[None, :])
    prices = np.where(widths <= _STEP_OCTAVES, _STEP_PRICE * widths**2, np.inf)
    backward = np.zeros((len(strength), len(intervals)), np.int8)
    values = np.zeros((intervals[-1] + 1, len(intervals)), np.float32)
    recurrence *= np.float32(_TEMPOGRAM_WEIGHT)
    for start in range(0, len(strength), _FRAMES_PER_TICK):
        end = min(start + _FRAMES_PER_TICK, len(strength))
        _extend_paths(strength, recurrence, intervals, prices, FRAME_RATE_HZ, values, backward, start, end)
        tick(end / len(strength))
    last, state = _best_end(values, len(strength))
    found = []
    while last >= 0:
        found.append(last)
        before = last - intervals[state]
        state = backward[last, state]
        last = before if state >= 0 else -1
    return np.array(found[::-1], np.int64)


@njit(cache=True, nogil=True)
def _extend_paths(strength, recurrence, intervals, prices, frames_per_row, values, backward, start, end):  # type: ignore[no-untyped-def]
    """Fill ``backward`` from ``start`` to ``end`` with the state before each (frame, interval), -1 at a beginning.

    ``values`` is a ring of the last frames' values.
    """
    states = len(intervals)
    kept = len(values)
    middle = float(intervals[states // 2])
    for frame in range(start, end):
        row = min(recurrence.shape[0] - 1, (frame + frames_per_row // 2) // frames_per_row)
        for state in range(states):
            interval = intervals[state]
            before = frame - interval
            best, source = 0.0, -1
            if before >= 0:
                best = -1e30
                for other in range(states):
                    if prices[state, other] < 1e9:
                        value = values[before % kept, other] - prices[state, other]
                        if value > best:
                            best, source = value, other
            # Rewards are weighed by the time they stand for, so that more beats are no better than fewer.
            values[frame % kept, state] = best + interval / middle * (strength[frame] + recurrence[row, state])
            backward[frame, state] = source


def _best_end(values: Matrix, frames: int) -> tuple[int, int]:
    """Return the frame, within one interval of the end, and the state in which the best path ends."""
    ends = np.arange(max(0, frames - len(values) + 1), frames)
    last, state = np.unravel_index(values[ends % len(values)].argmax(), (len(ends), values.shape[1]))
    return int(ends[last]), int(state)


def refine_times(strength: Curve, frames: NDArray[np.int64]) -> Curve:
    """Return the frames, moved by less than one to the top of a parabola where they lie on a peak."""
    inner: NDArray[np.int64] = np.clip(frames, 1, len(strength) - 2)
    left, middle, right = strength[inner - 1], strength[inner], strength[inner + 1]
    bend = left - 2 * middle + right
    is_peak = (middle >= left) & (middle >= right) & (bend < 0)
    moved = np.divide(0.5 * (left - right), bend, out=np.zeros_like(bend), where=is_peak)
    times: Curve = frames.astype(np.float64) + moved
    return times
