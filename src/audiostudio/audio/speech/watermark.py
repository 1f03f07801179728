"""A mark in the sound of synthetic speech, inaudible and found again by `watermark_detection`.

Tags are lost with the first conversion; this is not. The time-frequency plane is cut into cells, and each is made a
little louder or softer as a fixed pattern says that repeats every few seconds (the patchwork method of Bender et al.,
"Techniques for data hiding", 1996, on magnitudes). The mark is a share of the speech itself: it grows and fades with
what masks it, and there is none in silence. The pattern is no secret, so the mark is a courtesy and proves nothing.
"""

from hashlib import shake_256

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.block import Block
from audiostudio.audio.dsp.stft import Analysis, Synthesis

Pattern = NDArray[np.float32]

SLOT_S = 0.04
SLOTS = 100  # in a period: 4 s
# Narrow where codecs for speech keep every detail; none where telephones hear nothing at all.
EDGES_HZ: NDArray[np.float64] = np.concatenate([np.arange(200.0, 3000.0, 100.0), np.arange(3000.0, 7001.0, 160.0)])
BANDS = EDGES_HZ.size - 1

_DEPTH_DB = 1.5
_NAME = b"Audio Studio: synthetic speech, first pattern"
_HOPS_PER_S = 100
_OVERLAPS = 4


def pattern() -> Pattern:
    """Return which cells are louder (1) and softer (-1), ``(SLOTS, BANDS)``: fair coins, the same everywhere."""
    bits = np.unpackbits(np.frombuffer(shake_256(_NAME).digest(-(-SLOTS * BANDS // 8)), np.uint8))
    return bits[: SLOTS * BANDS].reshape(SLOTS, BANDS).astype(np.float32) * 2 - 1


class Watermark:
    """Marks a mono stream of speech; at most 50 ms are held back, and the stream keeps its length.

    Args:
        sample_rate_hz: of the stream; below 14 kHz the mark's upper bands find no room.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        hop = round(sample_rate_hz / _HOPS_PER_S)
        window = _OVERLAPS * hop
        self._analysis, self._synthesis = Analysis(1, window), Synthesis(1, window)
        # The middle of the first window lies before the stream, which is led in by silence.
        self._middle_s = (hop - window / 2) / sample_rate_hz
        self._hop_s = hop / sample_rate_hz
        self._gains = _gains(np.arange(window // 2 + 1) * (sample_rate_hz / window))
        self._windows = 0
        self._unmarked: Block = np.zeros((1, 0), np.float32)

    def process(self, audio: Block) -> Block:
        """Take ``(1, frames)`` and return the marked frames that are ready."""
        self._unmarked = np.concatenate([self._unmarked, audio], axis=1)
        return self._marked(self._analysis.push(audio))

    def finish(self) -> Block:
        """Return the frames still held back."""
        return self._marked(self._analysis.finish())

    def _marked(self, spectra: NDArray[np.complex64]) -> Block:
        windows = self._windows + np.arange(spectra.shape[1])
        self._windows += spectra.shape[1]
        slots = np.floor((self._middle_s + windows * self._hop_s) / SLOT_S + 1e-6).astype(int) % SLOTS
        marked = self._synthesis.push(spectra * self._gains[slots])[:, : self._unmarked.shape[1]]
        frames = marked.shape[1]
        unmarked, self._unmarked = self._unmarked[:, :frames], self._unmarked[:, frames:]
        return np.where(unmarked == 0, np.float32(0), marked)


def _gains(bins_hz: NDArray[np.floating]) -> NDArray[np.float32]:
    """Return the factor for each bin in each slot, ``(SLOTS, bins)``, which on the whole keep the power as it is."""
    band_of_bin = np.searchsorted(EDGES_HZ, bins_hz, side="right") - 1
    inside = (band_of_bin >= 0) & (band_of_bin < BANDS)
    factors = 10 ** (_DEPTH_DB / 20 * pattern())
    factors /= np.sqrt(np.mean(factors**2))
    gains = np.ones((SLOTS, bins_hz.size), np.float32)
    gains[:, inside] = factors[:, band_of_bin[inside]]
    return gains
