"""Makes speech longer or shorter without moving its pitch.

WSOLA, after Verhelst and Roelands, "An overlap-add technique based on waveform similarity (WSOLA) for high quality
time-scale modification of speech", ICASSP 1993: windows are laid at even steps, each taken from where the sound best
continues the window before it.
"""

import numpy as np
from numba import njit

from audiostudio.audio.types import Mono

# Two periods of the deepest voices fit a window; the search covers one period of them.
_WINDOW_S = 0.030
_SEARCH_S = 0.010
# Voices have little above 4 kHz that would tell one period from the next, so every third sample is enough to find it.
_STRIDE = 3


@njit(cache=True, nogil=True)
def _correlation(sound, expected, start, frames, stride):  # type: ignore[no-untyped-def]
    product, energy = 0.0, 1e-9
    for i in range(0, frames, stride):
        product += sound[start + i] * sound[expected + i]
        energy += sound[start + i] ** 2
    return product / np.sqrt(energy)


@njit(cache=True, nogil=True)
def _best_start(sound, expected, lowest, highest, frames):  # type: ignore[no-untyped-def]
    """Return the start from ``lowest`` to ``highest`` whose window resembles the one at ``expected`` most."""
    coarse, best_correlation = lowest, -np.inf
    for start in range(lowest, highest + 1, _STRIDE):
        correlation = _correlation(sound, expected, start, frames, _STRIDE)
        if correlation > best_correlation:
            coarse, best_correlation = start, correlation
    best, best_correlation = coarse, -np.inf
    for start in range(max(lowest, coarse - _STRIDE + 1), min(highest, coarse + _STRIDE - 1) + 1):
        correlation = _correlation(sound, expected, start, frames, 1)
        if correlation > best_correlation:
            best, best_correlation = start, correlation
    return best


@njit(cache=True, nogil=True)
def _overlap_add(sound, margin, window, step, search, ratio, steps, out):  # type: ignore[no-untyped-def]
    """Overlap-add ``steps`` windows into ``out``; ``sound`` begins after ``margin`` frames of silence."""
    frames = 2 * step
    previous = margin
    for k in range(steps):
        wanted = margin + round((k - 1) * step * ratio)
        start = wanted
        if k > 0:
            start = _best_start(sound, previous + step, wanted - search, wanted + search, frames)
        for i in range(frames):
            out[k * step + i] += window[i] * sound[start + i]
        previous = start


def stretch(sound: Mono, sample_rate_hz: int, frames: int) -> Mono:
    """Return ``sound`` spread over ``frames`` frames, at the same pitch.

    Args:
        sound: ``(frames,)`` float32.
        sample_rate_hz: its rate.
        frames: how long the result is to be; half to twice as long sounds natural.

    Returns:
        ``(frames,)`` float32; the sound itself where the length is its own.
    """
    if sound.size in (frames, 0) or frames <= 0:
        return sound[:frames] if frames <= sound.size else np.zeros(frames, np.float32)
    step = round(_WINDOW_S * sample_rate_hz / 2)
    search = round(_SEARCH_S * sample_rate_hz)
    ratio = sound.size / frames
    steps = frames // step + 2
    window = (0.5 - 0.5 * np.cos(np.pi * np.arange(2 * step) / step)).astype(np.float32)
    margin = search + round(2 * step * max(1.0, ratio))
    tail = margin + 3 * step + round(2 * step * ratio)
    padded = np.concatenate([np.zeros(margin, np.float32), sound, np.zeros(tail, np.float32)])
    out = np.zeros((steps + 1) * step, np.float32)
    _overlap_add(padded, margin, window, step, search, ratio, steps, out)
    return out[step : step + frames]
