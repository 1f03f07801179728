"""The character of a piece in seven figures, as VibeNet hears it (GPL: it measures, and is no part of the product)."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import soxr
from benchmarks.support.measuring_models import measuring_model
from numpy.typing import NDArray

from audiostudio.audio.dsp.mel import mel_filters

_RATE_HZ, _WINDOW, _HOP, _FFT, _BANDS = 16_000, 640, 320, 1024, 128
_RANGE_DB = 80.0


@dataclass(frozen=True)
class Character:
    """Each from 0 to 1: three likelihoods (acousticness, instrumentalness, liveness) and four degrees."""

    acousticness: float
    danceability: float
    energy: float
    instrumentalness: float
    liveness: float
    speechiness: float
    valence: float


def music_character(sound: NDArray[np.float32], rate_hz: float) -> Character:
    """Return the character of a sound, ``(channels, frames)`` or ``(frames,)``; the network was trained on 30 s."""
    mono = np.atleast_2d(sound).mean(axis=0)
    mono = mono if rate_hz == _RATE_HZ else soxr.resample(mono, rate_hz, _RATE_HZ)
    mono = np.pad(mono, (0, max(0, _WINDOW - len(mono))))
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_WINDOW) / _WINDOW)
    framed = np.lib.stride_tricks.sliding_window_view(mono, _WINDOW)[::_HOP] * window
    power = mel_filters(_RATE_HZ, _FFT, _BANDS) @ (np.abs(np.fft.rfft(framed, _FFT)) ** 2).T
    level_db = 10 * np.log10(np.maximum(power, 1e-10))
    level_db = np.maximum(level_db, level_db.max() - _RANGE_DB).astype(np.float32)
    [[logits]] = _session().run(None, {"x": level_db[None]})[0][None]
    likelihoods = 1 / (1 + np.exp(-logits))
    degrees = np.clip(logits, 0, 1)
    return Character(
        acousticness=float(likelihoods[0]),
        danceability=float(degrees[1]),
        energy=float(degrees[2]),
        instrumentalness=float(likelihoods[3]),
        liveness=float(likelihoods[4]),
        speechiness=float(degrees[5]),
        valence=float(degrees[6]),
    )


@cache
def _session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    return onnxruntime.InferenceSession(str(measuring_model("vibenet")), options, providers=["CPUExecutionProvider"])
