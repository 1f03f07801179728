"""Triangular bands on the mel scale, as networks that hear speech expect them."""

import numpy as np
from numpy.typing import NDArray

# Slaney's scale (Auditory Toolbox, 1998): linear up to 1 kHz, then 27 mels a factor of 6.4.
_LINEAR_HZ = 200 / 3
_KNEE_HZ = 1000.0
_KNEE_MEL = _KNEE_HZ / _LINEAR_HZ
_LOG_STEP = np.log(6.4) / 27


def mel_filters(sample_rate_hz: int, fft_size: int, bands: int) -> NDArray[np.float32]:
    """Return ``(bands, fft_size // 2 + 1)`` weights for a power spectrum.

    Bands are spaced evenly in mels from 0 Hz to half the rate; each reaches from the middle of one neighbour to that of
    the other, and has an area of 1 over Hz.
    """
    edges_hz = mel_edges_hz(sample_rate_hz, bands)
    bins_hz = np.linspace(0.0, sample_rate_hz / 2, fft_size // 2 + 1)
    low, middle, high = (edge[:, None] for edge in (edges_hz[:-2], edges_hz[1:-1], edges_hz[2:]))
    triangles = np.minimum((bins_hz - low) / (middle - low), (high - bins_hz) / (high - middle))
    return (np.maximum(0.0, triangles) * 2 / (high - low)).astype(np.float32)


def mel_edges_hz(sample_rate_hz: int, bands: int) -> NDArray[np.float64]:
    """Return the ``(bands + 2,)`` frequencies between which the bands lie: each from one to the second next."""
    return _hz(np.linspace(0.0, _mel(sample_rate_hz / 2), bands + 2))


def _mel(frequency_hz: float) -> float:
    if frequency_hz < _KNEE_HZ:
        return frequency_hz / _LINEAR_HZ
    return float(_KNEE_MEL + np.log(frequency_hz / _KNEE_HZ) / _LOG_STEP)


def _hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    logarithmic = _KNEE_HZ * np.exp(_LOG_STEP * (mel - _KNEE_MEL))
    return np.where(mel < _KNEE_MEL, mel * _LINEAR_HZ, logarithmic)
