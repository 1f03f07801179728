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


def _hann(window_frames: int) -> Samples:
    """Return the periodic Hann window, which, applied twice, sums to 1.5 at a quarter's hop."""
    window: Samples = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(window_frames) / window_frames)).astype(np.float32)
    return window


class Analysis:
    """Turns a stream into spectra.

    The stream is led in and out by silence, so that every frame of it lies under as many windows as any other.

    Args:
        channels: of the stream.
        window_frames: length of a window; the next begins a quarter of it later.
    """

    def __init__(self, channels: int, window_frames: int = WINDOW_FRAMES) -> None:
        self._size, self._hop = window_frames, window_frames // _OVERLAPS
        self._window = _hann(window_frames)
        self._pending: Samples = np.zeros((channels, window_frames - self._hop), np.float32)

    def push(self, block: Samples) -> Spectra:
        """Take ``(channels, frames)`` and return the ``(channels, windows, bins)`` that are complete."""
        pending = np.concatenate([self._pending, block], axis=1)
        windows = max(0, (pending.shape[1] - self._size) // self._hop + 1)
        self._pending = pending[:, windows * self._hop :].copy()
        if not windows:
            return np.zeros((block.shape[0], 0, self._size // 2 + 1), np.complex64)
        framed = np.lib.stride_tricks.sliding_window_view(pending, self._size, axis=1)[:, :: self._hop][:, :windows]
        spectra: Spectra = scipy.fft.rfft(framed * self._window)
        return spectra

    def finish(self) -> Spectra:
        """Return the spectra of the stream's end."""
        return self.push(np.zeros((self._pending.shape[0], self._size - 1), np.float32))


class Synthesis:
    """Turns spectra of `Analysis`, perhaps changed, back into a stream.

    Unchanged spectra give the stream itself, to rounding, followed by less than a window of silence.

    Args:
        channels: of the stream.
        window_frames: as its `Analysis` has.
    """

    def __init__(self, channels: int, window_frames: int = WINDOW_FRAMES) -> None:
        self._size, self._hop = window_frames, window_frames // _OVERLAPS
        self._window = _hann(window_frames) / np.float32(1.5)
        self._tail: Samples = np.zeros((channels, _OVERLAPS - 1, self._hop), np.float32)
        self._lead_frames = window_frames - self._hop

    def push(self, spectra: Spectra) -> Samples:
        """Take ``(channels, windows, bins)`` and return the ``(channels, frames)`` that are complete."""
        channels, windows = spectra.shape[:2]
        pieces = scipy.fft.irfft(spectra, self._size) * self._window
        pieces = pieces.reshape(channels, windows, _OVERLAPS, self._hop)
        summed = np.zeros((channels, windows + _OVERLAPS - 1, self._hop), np.float32)
        summed[:, : _OVERLAPS - 1] = self._tail
        # Oldest first, as in the tail: the sums are then the same however the stream is cut.
        for position in reversed(range(_OVERLAPS)):
            summed[:, position : position + windows] += pieces[:, :, position]
        self._tail = summed[:, windows:]
        samples = summed[:, :windows].reshape(channels, -1)
        skipped = min(self._lead_frames, samples.shape[1])
        self._lead_frames -= skipped
        return samples[:, skipped:]
