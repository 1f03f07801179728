"""Filters of any smooth curve over a stream, one for the middle and one for the side, without delay."""

import numpy as np
import scipy.fft
from numpy.typing import NDArray
from scipy.signal import oaconvolve

from audiostudio.audio.dsp.biquad import Audio
from audiostudio.audio.dsp.stream import Immediate

# Long enough for a third of an octave at 30 Hz.
_SECONDS = 0.19
_CEPSTRUM_FACTOR = 8


def minimum_phase(
    frequencies_hz: NDArray[np.float64], gains_db: NDArray[np.float64], sample_rate_hz: int
) -> NDArray[np.float32]:
    """Return the impulse response with the given gains and the least delay there can be.

    The phase comes from folding the real cepstrum (Oppenheim and Schafer, "Discrete-Time Signal Processing",
    chapter 13), so nothing rings before a hit, as it would under a linear-phase filter.

    Args:
        frequencies_hz: rising; gains between are drawn straight on the logarithmic axis, and held beyond the ends.
        gains_db: the gain at each.
        sample_rate_hz: rate of the stream to filter.
    """
    taps = 1 << round(np.log2(_SECONDS * sample_rate_hz))
    size = _CEPSTRUM_FACTOR * taps
    hz = np.maximum(np.fft.rfftfreq(size, 1 / sample_rate_hz), 1e-3)
    curve_db = np.interp(np.log2(hz), np.log2(frequencies_hz), gains_db)
    cepstrum = scipy.fft.irfft(curve_db * np.log(10) / 20)
    cepstrum[1 : size // 2] *= 2
    cepstrum[size // 2 + 1 :] = 0
    response = scipy.fft.irfft(np.exp(scipy.fft.rfft(cepstrum)))[:taps]
    fade = np.ones(taps)
    quarter = taps // 4
    fade[-quarter:] = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, quarter + 1) / quarter)
    short: NDArray[np.float32] = (response * fade).astype(np.float32)
    return short


class MidSideFilter(Immediate):
    """Filters the middle and the side of a stereo stream, or a mono stream by the middle's filter.

    Args:
        mid: impulse response for the middle.
        side: impulse response for the side, as long.
        channels: 1 or 2.
    """

    def __init__(self, mid: NDArray[np.float32], side: NDArray[np.float32], channels: int) -> None:
        super().__init__(channels)
        self._responses = mid[None] if channels == 1 else np.stack([mid, side])
        self._history = np.zeros((len(self._responses), len(mid) - 1), np.float32)

    def process(self, audio: Audio) -> Audio:
        """Return the next block, ``(channels, frames)``, filtered."""
        if not audio.shape[1]:
            return audio
        parts = audio if self._channels == 1 else np.stack([audio[0] + audio[1], audio[0] - audio[1]])
        known = np.concatenate([self._history, parts], axis=1)
        self._history = known[:, known.shape[1] - self._history.shape[1] :].copy()
        filtered: Audio = oaconvolve(known, self._responses, mode="valid", axes=1).astype(np.float32, copy=False)
        if self._channels == 1:
            return filtered
        mid, side = filtered * np.float32(0.5)
        return np.stack([mid + side, mid - side])
