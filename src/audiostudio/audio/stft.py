"""Short-time Fourier analysis and resynthesis of a stream, continuous over its blocks."""

import numpy as np
import scipy.fft
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Spectra = NDArray[np.complex64]

WINDOW_FRAMES = 4096
HOP_FRAMES = 1024
BINS = WINDOW_FRAMES // 2 + 1

_OVERLAPS = WINDOW_FRAMES // HOP_FRAMES
_LEAD_FRAMES = WINDOW_FRAMES - HOP_FRAMES
# The periodic Hann window, twice (analysis and synthesis), sums to 1.5 at a quarter's hop.
_WINDOW = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW_FRAMES) / WINDOW_FRAMES)).astype(np.float32)
_SYNTHESIS_WINDOW = _WINDOW / np.float32(1.5)


class Analysis:
    """Turns a stream into spectra.

    The stream is led in and out by silence, so that every frame of it lies under as many windows as any other.

    Args:
        channels: of the stream.
    """

    def __init__(self, channels: int) -> None:
        self._pending: Samples = np.zeros((channels, _LEAD_FRAMES), np.float32)

    def push(self, block: Samples) -> Spectra:
        """Take ``(channels, frames)`` and return the ``(channels, windows, BINS)`` that are complete."""
        pending = np.concatenate([self._pending, block], axis=1)
        windows = max(0, (pending.shape[1] - WINDOW_FRAMES) // HOP_FRAMES + 1)
        self._pending = pending[:, windows * HOP_FRAMES :].copy()
        if not windows:
            return np.zeros((block.shape[0], 0, BINS), np.complex64)
        framed = np.lib.stride_tricks.sliding_window_view(pending, WINDOW_FRAMES, axis=1)[:, ::HOP_FRAMES][:, :windows]
        spectra: Spectra = scipy.fft.rfft(framed * _WINDOW)
        return spectra

    def finish(self) -> Spectra:
        """Return the spectra of the stream's end."""
        return self.push(np.zeros((self._pending.shape[0], WINDOW_FRAMES - 1), np.float32))


class Synthesis:
    """Turns spectra of `Analysis`, perhaps changed, back into a stream.

    Unchanged spectra give the stream itself, to rounding, followed by less than a window of silence.

    Args:
        channels: of the stream.
    """

    def __init__(self, channels: int) -> None:
        self._tail: Samples = np.zeros((channels, _OVERLAPS - 1, HOP_FRAMES), np.float32)
        self._lead_frames = _LEAD_FRAMES

    def push(self, spectra: Spectra) -> Samples:
        """Take ``(channels, windows, BINS)`` and return the ``(channels, frames)`` that are complete."""
        channels, windows = spectra.shape[:2]
        pieces = scipy.fft.irfft(spectra, WINDOW_FRAMES) * _SYNTHESIS_WINDOW
        pieces = pieces.reshape(channels, windows, _OVERLAPS, HOP_FRAMES)
        summed = np.zeros((channels, windows + _OVERLAPS - 1, HOP_FRAMES), np.float32)
        summed[:, : _OVERLAPS - 1] = self._tail
        for position in range(_OVERLAPS):
            summed[:, position : position + windows] += pieces[:, :, position]
        self._tail = summed[:, windows:]
        samples = summed[:, :windows].reshape(channels, -1)
        skipped = min(self._lead_frames, samples.shape[1])
        self._lead_frames -= skipped
        return samples[:, skipped:]
