"""Finds where a recording ran into full scale and draws the lost peaks again.

A converter that is driven too far writes the same highest value again and again, with steep flanks on both sides; music
and speech touch their highest value once. What lies between two flanks is redrawn so that the sound around predicts it.
"""

from dataclasses import dataclass, replace

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, solve_toeplitz, solveh_banded

from audiostudio.audio.types import Audio

# Samples this close to the highest, as a share of it, count as equal to it: dither, rounding to 16 bit.
_FLAT = 1e-3
_FLANK = 10 * _FLAT
_LEAST_RUN = 3
# One plateau may be a coincidence, such as a square wave's edge in a jingle.
_LEAST_PLATEAUS = 3
# Below this a plateau is not a converter's end but the sound's own.
_LOWEST_LEVEL = 0.05

_CORE_SECONDS = 0.02
_CONTEXT_SECONDS = 0.02
_ORDER_PER_KHZ = 0.75
_ITERATIONS = 3
# Peaks that were restored beyond this times the level would be guesses.
_MOST_RISE = 4.0
_RIDGE = 1e-6


@dataclass(frozen=True)
class Clipping:
    """Where the channels of a recording were cut off.

    Attributes:
        lows: the lowest value of each channel where it is a plateau, else ``-inf``.
        highs: the highest value of each channel where it is a plateau, else ``inf``.
        plateaus: how many plateaus there are in all.
    """

    lows: tuple[float, ...]
    highs: tuple[float, ...]
    plateaus: int

    @property
    def is_found(self) -> bool:
        """Whether any channel is clipped."""
        return self.plateaus > 0

    def of(self, channels: int) -> "Clipping":
        """Return the same for the first ``channels`` channels only."""
        return replace(self, lows=self.lows[:channels], highs=self.highs[:channels])


@njit(cache=True, nogil=True)
def _count_plateaus(sound, state, flat, flank, least_run):  # type: ignore[no-untyped-def]
    """Follow one polarity of one channel: ``state`` is top, plateaus at it, run, flank before the run, last sample."""
    top, plateaus, run, before, last = state
    for i in range(sound.shape[0]):
        x = sound[i]
        if x > top * (1 + flat):
            top = x
            plateaus = 0.0
            run = 1.0
            before = x - last
        elif x >= top * (1 - flat):
            if run == 0.0:
                before = x - last
            run += 1.0
        else:
            if run >= least_run and (before > flank * top or last - x > flank * top):
                plateaus += 1.0
            run = 0.0
        last = x
    state[0], state[1], state[2], state[3], state[4] = top, plateaus, run, before, last


class ClippingMeter:
    """Looks for plateaus in a stream.

    Args:
        channels: how many channels it has.
    """

    def __init__(self, channels: int) -> None:
        self._states = np.zeros((channels, 2, 5))
        self._states[:, :, 0] = _LOWEST_LEVEL

    def feed(self, audio: Audio) -> None:
        """Take the next ``(channels, frames)`` block."""
        for sound, states in zip(audio, self._states, strict=True):
            for sign, state in zip((1, -1), states, strict=True):
                _count_plateaus(sign * sound.astype(np.float64), state, _FLAT, _FLANK, _LEAST_RUN)

    def read(self) -> Clipping:
        """Return what was found so far."""
        found = self._states[:, :, 1] >= _LEAST_PLATEAUS
        tops = np.where(found, self._states[:, :, 0] * (1 - _FLAT), np.inf)
        plateaus = int(np.sum(self._states[:, :, 1][found]))
        return Clipping(tuple((-tops[:, 1]).tolist()), tuple(tops[:, 0].tolist()), plateaus)


class Declipper:
    """Draws clipped peaks again by least-squares autoregressive interpolation.

    The unknown samples are those that an autoregressive model of the sound around predicts with the least error
    (Janssen, Veldhuis and Vries, "Adaptive interpolation of discrete-time signals that can be modeled as autoregressive
    processes", IEEE TASSP 34, 1986). Since clipping only ever lowers, what would come out under the level is put back
    to it and the rest is solved again. Every other sample passes unchanged.

    Args:
        clipping: what a `ClippingMeter` found.
        sample_rate_hz: rate of the stream.
    """

    def __init__(self, clipping: Clipping, sample_rate_hz: int) -> None:
        channels = len(clipping.highs)
        self._lows, self._highs = np.array(clipping.lows)[:, None], np.array(clipping.highs)[:, None]
        self._core = max(64, round(_CORE_SECONDS * sample_rate_hz))
        self._context = max(64, round(_CONTEXT_SECONDS * sample_rate_hz))
        self._order = min(self._context // 2, max(8, round(_ORDER_PER_KHZ * sample_rate_hz / 1000)))
        self._pending = np.zeros((channels, self._context), np.float32)
        self.restored_samples = 0

    def process(self, audio: Audio) -> Audio:
        """Take the next ``(channels, frames)`` block and return the frames whose surroundings are known."""
        known = np.concatenate([self._pending, audio], axis=1)
        cores = max(0, (known.shape[1] - 2 * self._context) // self._core)
        out = known[:, self._context : self._context + cores * self._core].copy()
        clipped = (known <= self._lows) | (known >= self._highs)
        for core in range(cores):
            start = core * self._core
            inner = slice(start + self._context, start + self._context + self._core)
            for channel in np.flatnonzero(clipped[:, inner].any(axis=1)):
                window = slice(start, start + 2 * self._context + self._core)
                restored = self._restored(known[channel, window].astype(np.float64), clipped[channel, window])
                out[channel, start : start + self._core] = restored[self._context : self._context + self._core]
                self.restored_samples += int(clipped[channel, inner].sum())
        self._pending = known[:, cores * self._core :].copy()
        return out

    def finish(self) -> Audio:
        """Return the ``(channels, frames)`` still held back."""
        left = self._pending.shape[1] - self._context
        padding = self._context + -left % self._core
        return self.process(np.zeros((self._pending.shape[0], padding), np.float32))[:, :left]

    def _restored(self, sound: NDArray[np.float64], clipped: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return a window with its clipped samples restored; as it is where no model fits."""
        level = np.abs(sound)
        sign = np.sign(sound)
        unknown = clipped.copy()
        restored = sound.copy()
        for _ in range(_ITERATIONS):
            try:
                restored = _interpolated(restored, unknown, self._order)
            except (LinAlgError, ValueError):
                return sound
            height = sign * restored
            under = unknown & ~(height >= level)
            restored = np.where(under, sound, restored)
            restored = np.where(unknown & (height > _MOST_RISE * level), sign * _MOST_RISE * level, restored)
            unknown &= ~under
            if not unknown.any():
                break
        return restored


def _interpolated(sound: NDArray[np.float64], unknown: NDArray[np.bool_], order: int) -> NDArray[np.float64]:
    """Return ``sound`` with its unknown samples predicted by the autoregressive model of the whole."""
    size = len(sound)
    windowed = sound * np.hanning(size)
    correlation = np.correlate(windowed, windowed, "full")[size - 1 : size + order]
    correlation[0] *= 1 + _RIDGE
    model = np.concatenate([[1.0], -solve_toeplitz(correlation[:-1], correlation[1:])])
    kernel = np.correlate(model, model, "full")
    places = np.flatnonzero(unknown)
    bands = np.zeros((min(order, len(places) - 1) + 1, len(places)))
    for offset in range(len(bands)):
        distance = places[offset:] - places[: len(places) - offset]
        near = distance <= order
        bands[offset, : len(places) - offset][near] = kernel[order + distance[near]]
    known = np.where(unknown, 0.0, sound)
    pull = np.convolve(known, kernel, "same")[places]
    result = sound.copy()
    result[places] = solveh_banded(bands, -pull, lower=True, check_finite=True)
    return result
