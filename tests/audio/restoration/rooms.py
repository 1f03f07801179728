"""Speech to damage, and rooms to damage it in."""

from itertools import pairwise

import numpy as np
from scipy.signal import fftconvolve

from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import through, whole
from tests.speech_samples import said_by

RATE_HZ = 48_000


def voice(name: str = "af_heart", rate_hz: int = RATE_HZ) -> np.ndarray:
    """Return about twenty seconds of clean speech, ``(1, frames)``."""
    speech = said_by(name)
    return whole(speech.sound[None], Resampler(speech.sample_rate_hz, rate_hz, 1))


def room(t60_s: float, rate_hz: int, seed: int = 0) -> np.ndarray:
    """Return a room's response after Polack: a direct pulse, then decaying noise of as much energy."""
    t = np.arange(int(1.3 * t60_s * rate_hz)) / rate_hz
    tail = np.random.default_rng(seed).standard_normal(t.size) * 10 ** (-3 * t / t60_s)
    tail[: int(0.003 * rate_hz)] = 0
    tail /= np.sqrt(np.sum(tail**2))
    tail[0] = 1
    return tail


def in_room(sound: np.ndarray, response: np.ndarray) -> np.ndarray:
    return fftconvolve(sound, response[None], axes=1)[:, : sound.shape[1]].astype(np.float32)


def in_blocks(sound: np.ndarray, *processors, edges: tuple[int, ...] = ()) -> np.ndarray:
    """Send a sound through processors, cut at ``edges``."""
    cuts = sorted({0, sound.shape[1], *(min(edge, sound.shape[1]) for edge in edges)})
    blocks = [sound[:, start:end] for start, end in pairwise(cuts)] or [sound]
    return np.concatenate(list(through(blocks, processors)), axis=1)


def ratio_db(signal: np.ndarray, error: np.ndarray) -> float:
    return float(10 * np.log10(np.sum(signal.astype(float) ** 2) / np.sum(error.astype(float) ** 2)))
