"""Finds what stands in the middle of a stereo image: in a vocal stem, the lead; what stands at its sides is backing."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from audiostudio.audio.dsp.biquad import Audio
from audiostudio.audio.dsp.stft import BINS, Analysis, Spectra, Synthesis

_SMALLEST = 1e-20
# The share of the centre is estimated over about five windows (0.1 s): one alone cannot tell it from chance.
_MEMORY = 0.8


class CentreExtractor:
    """Takes out of a stereo stream what both channels have in common.

    In each bin of the spectrum, with a centre C in both channels and unrelated A and B of equal power beside it, the
    mean of Re(L R*) is the power of C, and the mean of (|L|² + |R|²) / 2 is that of C and A together. Their ratio is
    the gain that makes C of the middle signal (after Avendano and Jot, "Frequency domain techniques for stereo to
    multichannel upmix", AES 2002).
    """

    def __init__(self) -> None:
        self._analysis = Analysis(2)
        self._synthesis = Synthesis(2)
        self._common = np.zeros((1, BINS))
        self._whole = np.zeros((1, BINS))
        self._taken = self._given = 0

    def process(self, audio: Audio) -> Audio:
        """Take ``(2, frames)`` and return the part of its centre that is known; both channels are the same."""
        self._taken += audio.shape[1]
        return self._counted(self._centre(self._analysis.push(audio)))

    def finish(self) -> Audio:
        """Return the rest, so that all that came has its centre."""
        return self._centre(self._analysis.finish())[:, : self._taken - self._given]

    def _counted(self, audio: Audio) -> Audio:
        self._given += audio.shape[1]
        return audio

    def _centre(self, spectra: Spectra) -> Audio:
        if not spectra.shape[1]:
            return np.zeros((2, 0), np.float32)
        left, right = spectra
        common, self._common = _smooth((left * right.conj()).real, self._common)
        whole, self._whole = _smooth((np.abs(left) ** 2 + np.abs(right) ** 2) / 2, self._whole)
        gain = np.clip(common / np.maximum(whole, _SMALLEST), 0, 1).astype(np.float32)
        middle = gain * (left + right) * np.float32(0.5)
        return self._synthesis.push(np.stack([middle, middle]))


def _smooth(values: NDArray[np.float32], state: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    smoothed, after = lfilter([1 - _MEMORY], [1, -_MEMORY], values.astype(np.float64), axis=0, zi=state)
    return smoothed, after
