"""Harmonic colour: a little of what tape and valves add, kept to the band where it cannot alias."""

import numpy as np
from numba import njit

from audiostudio.audio.dsp.biquad import Audio, BiquadCascade
from audiostudio.audio.dsp.equalizer import high_pass, low_pass
from audiostudio.audio.dsp.stream import Immediate

# The third harmonic of what passes here stays within the audible band.
_DRIVEN_BELOW_HZ = 5000.0
# Bass makes the strongest products and needs them least.
_DRIVEN_ABOVE_HZ = 90.0
_BIAS = 0.25


@njit(cache=True, nogil=True)
def _saturate(value):  # type: ignore[no-untyped-def]
    """Return a Padé approximation of tanh, exact in its first terms and flat from 3 on."""
    limited = min(3.0, max(-3.0, value))
    square = limited * limited
    return limited * (27.0 + square) / (27.0 + 9.0 * square)


@njit(cache=True, nogil=True)
def _products(band, drive):  # type: ignore[no-untyped-def]
    """Replace ``band`` by what a biased saturator adds to it: second and third harmonics, no fundamental."""
    rest = _saturate(_BIAS)
    slope = (_saturate(_BIAS + 1e-4) - _saturate(_BIAS - 1e-4)) / 2e-4
    for channel in range(band.shape[0]):
        signal = band[channel]
        for i in range(signal.shape[0]):
            driven = drive * np.float64(signal[i])
            signal[i] = np.float32((_saturate(driven + _BIAS) - rest) / (slope * drive) - signal[i])


class HarmonicColour(Immediate):
    """Adds second and third harmonics of the middle of the band, in parallel.

    Args:
        amount: linear share of the products that is added; 0.3 stays below 1 % at working level.
        drive: level into the saturator; products grow with it.
        sample_rate_hz: rate of the stream.
        channels: how many channels it has.
    """

    def __init__(self, amount: float, drive: float, sample_rate_hz: int, channels: int) -> None:
        super().__init__(channels)
        self._amount = np.float32(amount)
        self._drive = drive
        below = low_pass(min(_DRIVEN_BELOW_HZ, 0.2 * sample_rate_hz), sample_rate_hz)
        above = high_pass(_DRIVEN_ABOVE_HZ, sample_rate_hz)
        self._band = BiquadCascade(np.concatenate([below, below, above]), channels)
        # The bias leaves an offset that follows the level; it is taken out again.
        self._steady = BiquadCascade(high_pass(30.0, sample_rate_hz), channels)

    def process(self, audio: Audio) -> Audio:
        """Return the next block, ``(channels, frames)``, with harmonics added."""
        band = self._band.process(audio)
        _products(band, self._drive)
        coloured: Audio = audio + self._amount * self._steady.process(band)
        return coloured
