"""What a sound effect sounds like, as a point among others: aiSFX's embedding of 512 numbers, by numpy alone.

The network is that of Ma and Lerch, "Representation learning for the automatic indexing of sound effects libraries"
(ISMIR 2022), trained on the categories of libraries of effects. Similarity is the cosine of two embeddings.
"""

from functools import cache

import numpy as np
import soxr
from benchmarks.support.measuring_models import measuring_model
from numpy.typing import NDArray

from audiostudio.engines.weights.checkpoints import Weights, read_safetensors

Floats = NDArray[np.float32]

_RATE_HZ, _WINDOW, _HOP, _BANDS = 44_100, 2048, 1024, 96
_BLOCK, _BLOCK_HOP = 100, 50  # windows: 2.3 s, half overlapping
_LARGEST_IN_TRAINING = 9.457798957824707


def effect_embedding(sound: Floats, rate_hz: float, *, longest_s: float = 8.0) -> Floats:
    """Return ``(512,)`` of length 1, the mean over blocks of 2.3 s; a shorter sound is followed by silence.

    Args:
        sound: ``(channels, frames)`` or ``(frames,)``.
        rate_hz: its rate.
        longest_s: what lies behind is not heard.
    """
    mono = np.atleast_2d(sound)[:, : round(longest_s * rate_hz)].mean(axis=0)
    mono = mono if rate_hz == _RATE_HZ else soxr.resample(mono, rate_hz, _RATE_HZ)
    spectrogram = _spectrogram(np.asarray(mono / max(1e-9, np.abs(mono).max()), np.float32))
    blocks = max(1, (len(spectrogram) - _BLOCK) // _BLOCK_HOP + 1)
    padded = np.pad(spectrogram, ((0, max(0, _BLOCK - len(spectrogram))), (0, 0)))
    starts = [number * _BLOCK_HOP for number in range(blocks)]
    mean = np.mean([_block_embedding(padded[start : start + _BLOCK], _weights()) for start in starts], axis=0)
    return np.asarray(mean / np.linalg.norm(mean), np.float32)


def _spectrogram(mono: Floats) -> Floats:
    padded = np.pad(mono, _WINDOW // 2)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_WINDOW) / _WINDOW)
    framed = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP] * window
    power = np.abs(np.fft.rfft(framed)) ** 2 @ _bands().T
    return np.asarray(np.log10(10_000 * power + 1) / _LARGEST_IN_TRAINING, np.float32)


@cache
def _bands() -> NDArray[np.float64]:
    """Return triangles on O'Shaughnessy's mel scale, each of weights that sum to 1: ``(96, bins)``."""
    highest_mel = 2595 * np.log10(1 + _RATE_HZ / 2 / 700)
    edges_hz = 700 * (10 ** (np.linspace(0, highest_mel, _BANDS + 2) / 2595) - 1)
    bins_hz = np.linspace(0, _RATE_HZ / 2, _WINDOW // 2 + 1)
    low, middle, high = (edge[:, None] for edge in (edges_hz[:-2], edges_hz[1:-1], edges_hz[2:]))
    triangles = np.maximum(0, np.minimum((bins_hz - low) / (middle - low), (high - bins_hz) / (high - middle)))
    return np.asarray(triangles / np.maximum(1e-10, triangles.sum(axis=1, keepdims=True)))


@cache
def _weights() -> Weights:
    return read_safetensors(measuring_model("aisfx"))


def _block_embedding(block: Floats, weights: Weights) -> Floats:
    values = block[None]
    for number in (1, 2, 3, 4):
        for layer in (1, 2):
            name = f"conv_block{number}"
            values = _convolved(values, weights[f"{name}.conv{layer}.weight"])
            values = np.maximum(0, _normalised(values, weights, f"{name}.bn{layer}"))
        if number < 4:
            channels, windows, bands = values.shape
            even = values[:, : windows // 2 * 2, : bands // 2 * 2]
            values = even.reshape(channels, windows // 2, 2, bands // 2, 2).max(axis=(2, 4))
    return np.asarray(values.mean(axis=2).max(axis=1), np.float32)


def _convolved(values: Floats, kernel: Floats) -> Floats:
    """Convolve ``(channels, windows, bands)`` by 3 x 3, the edges padded, as nine products of matrices."""
    channels, windows, bands = values.shape
    padded = np.pad(values, ((0, 0), (1, 1), (1, 1)))
    summed = np.zeros((len(kernel), windows * bands), np.float32)
    for row in range(3):
        for column in range(3):
            shifted = padded[:, row : row + windows, column : column + bands].reshape(channels, -1)
            summed += np.ascontiguousarray(kernel[:, :, row, column]) @ shifted
    return summed.reshape(-1, windows, bands)


def _normalised(values: Floats, weights: Weights, name: str) -> Floats:
    scale = weights[f"{name}.weight"] / np.sqrt(weights[f"{name}.running_var"] + 1e-5)
    shift = weights[f"{name}.bias"] - weights[f"{name}.running_mean"] * scale
    return np.asarray(values * scale[:, None, None] + shift[:, None, None], np.float32)
