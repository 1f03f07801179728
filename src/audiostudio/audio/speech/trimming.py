"""Where speech begins and ends in a phrase, how loud it is, and cutting it there without a click."""

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.types import Mono

# What a phrase keeps of the silence around it, and how it rises and falls there.
BEFORE_S, AFTER_S = 0.020, 0.060
FADE_IN_S, FADE_OUT_S = 0.003, 0.030

_HOP_S = 0.005
_FLOOR_DBFS = -70.0
# Below the loudest 5 ms of a phrase: consonants that end words are softer than its vowels by up to 40 dB.
_SILENCE_BELOW_PEAK_DB = 50.0
_ACTIVE_BELOW_PEAK_DB = 25.0


def levels_db(sound: Mono, sample_rate_hz: int) -> NDArray[np.float64]:
    """Return the level of every 5 ms, ``(pieces,)`` in dBFS (RMS), the last however short; ``-inf`` for silence."""
    hop = round(_HOP_S * sample_rate_hz)
    padded = np.zeros(-(-sound.size // hop) * hop)
    padded[: sound.size] = sound
    powers = np.mean(padded.reshape(-1, hop) ** 2, axis=1)
    with np.errstate(divide="ignore"):
        levels: NDArray[np.float64] = 10 * np.log10(powers)
    return levels


def speech_span(sound: Mono, sample_rate_hz: int, *, before_s: float, after_s: float) -> tuple[int, int]:
    """Return the first frame of speech and the one after its last, with a margin; ``(0, 0)`` for silence.

    Args:
        sound: ``(frames,)`` float32.
        sample_rate_hz: its rate.
        before_s, after_s: what to leave of the silence before and after it.
    """
    levels = levels_db(sound, sample_rate_hz)
    if not levels.size or levels.max() < _FLOOR_DBFS:
        return 0, 0
    active = np.flatnonzero(levels > max(_FLOOR_DBFS, levels.max() - _SILENCE_BELOW_PEAK_DB))
    hop = round(_HOP_S * sample_rate_hz)
    first = active[0] * hop - round(before_s * sample_rate_hz)
    last = (active[-1] + 1) * hop + round(after_s * sample_rate_hz)
    return max(0, int(first)), min(sound.size, int(last))


def active_level_db(sound: Mono, sample_rate_hz: int) -> float:
    """Return the level of speech, ``(frames,)``, in dBFS (RMS) without its pauses; ``-inf`` for silence.

    What lies more than 25 dB below the loudest 5 ms does not count, so that a slow reading is as loud as a quick one.
    """
    levels = levels_db(sound, sample_rate_hz)
    if not levels.size or not np.isfinite(levels.max()):
        return -np.inf
    active = levels[levels > levels.max() - _ACTIVE_BELOW_PEAK_DB]
    return float(10 * np.log10(np.mean(10 ** (active / 10))))


def fade(sound: Mono, sample_rate_hz: int, *, in_s: float, out_s: float) -> Mono:
    """Return a copy, ``(frames,)``, that rises from silence and falls back to it, each by half a cosine."""
    result = sound.copy()
    rise, fall = (min(sound.size, round(seconds * sample_rate_hz)) for seconds in (in_s, out_s))
    result[:rise] *= _half_cosine(rise)
    result[result.size - fall :] *= _half_cosine(fall)[::-1]
    return result


def _half_cosine(frames: int) -> Mono:
    return (0.5 - 0.5 * np.cos(np.pi * (np.arange(frames) + 0.5) / max(1, frames))).astype(np.float32)
