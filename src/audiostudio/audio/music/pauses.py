"""Where a programme sounds: beats are counted there, and not through the silence before, between and after."""

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.music.features import FRAME_RATE_HZ, STEP_RATE_HZ, MusicFeatures
from audiostudio.audio.types import Curve

# So far below the loud tenth of a programme is a pause: the noise of a recording, not a quiet part.
_PAUSE_DB = 50.0
_SILENT_POWER = 1e-10
# Players count through shorter rests, and a slow metronome is silent between its clicks.
_SHORTEST_PAUSE_S = 3.0
# Beats that are so many usual steps apart have a pause between them.
_PAUSE_STEPS = 1.7
_AROUND_STEPS = 4
_FRAMES_PER_STEP = FRAME_RATE_HZ // STEP_RATE_HZ


def sounding_spans(features: MusicFeatures) -> NDArray[np.int64]:
    """Return ``(spans, 2)`` first frames and frames behind the last of what sounds between pauses of 3 s or more."""
    power = features.power
    if not len(power):
        return np.zeros((0, 2), np.int64)
    threshold = max(_SILENT_POWER, float(np.quantile(power, 0.9)) * 10 ** (-_PAUSE_DB / 10))
    steps = np.flatnonzero(power > threshold)
    if not len(steps):
        return np.zeros((0, 2), np.int64)
    breaks = np.flatnonzero(np.diff(steps) > _SHORTEST_PAUSE_S * STEP_RATE_HZ)
    firsts, lasts = steps[np.append(0, breaks + 1)], steps[np.append(breaks, len(steps) - 1)]
    # A step holds the tenth of a second behind it; what begins in it may begin a little before.
    spans = np.stack([(firsts - 1) * _FRAMES_PER_STEP, (lasts + 2) * _FRAMES_PER_STEP], axis=1)
    clipped: NDArray[np.int64] = np.clip(spans, 0, len(features.flux))
    return clipped


def is_pause(times_s: Curve) -> NDArray[np.bool_]:
    """Return which of the steps between ``(beats,)`` times are pauses, ``(beats - 1,)``."""
    steps = np.diff(times_s)
    usual = float(np.median(steps)) if len(steps) else 0.0
    pauses: NDArray[np.bool_] = steps > max(_SHORTEST_PAUSE_S, _PAUSE_STEPS * usual)
    return pauses


def counted_through(times_s: Curve) -> tuple[Curve, NDArray[np.int64]]:
    """Return ``(beats,)`` times with beats in pauses, too, for what must count on; and which of them were there.

    Pauses are divided evenly, into steps as near as possible to those beside them.
    """
    pauses = np.flatnonzero(is_pause(times_s))
    steps = np.diff(times_s)
    counts = np.ones(len(steps), np.int64)
    for pause in pauses:
        beside = np.delete(steps, pauses[pauses != pause])
        at = int(pause - np.sum(pauses < pause))
        near = np.concatenate([beside[max(0, at - _AROUND_STEPS) : at], beside[at + 1 : at + 1 + _AROUND_STEPS]])
        usual = float(np.median(near)) if len(near) else float(steps[pause])
        counts[pause] = max(1, round(float(steps[pause]) / usual))
    numbers = np.concatenate([[0], np.cumsum(counts)])
    filled: Curve = np.interp(np.arange(numbers[-1] + 1), numbers, times_s)
    return filled, numbers
