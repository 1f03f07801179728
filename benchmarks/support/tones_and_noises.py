"""Sounds of which it is certain what is to be heard: tones of a known pitch, and noises that have none."""

from collections.abc import Callable

import numpy as np
import scipy.fft
from numpy.typing import NDArray

RATE_HZ = 44_100
Sound = NDArray[np.float32]


def tone(
    midi_pitch: NDArray[np.float64] | float, duration_s: float, *, slope: float = 1.2, decay_s: float | None = None
) -> Sound:
    """Return twenty harmonics, harmonic ``n`` of amplitude ``n ** -slope``, peak 1, with an attack of 8 ms.

    Args:
        midi_pitch: the pitch, or one a sample.
        duration_s: how long, a release of 20 ms included.
        slope: 2 is an ideal plucked string, 1 a sawtooth.
        decay_s: in which it falls to 1/e.
    """
    time_s = np.arange(round(duration_s * RATE_HZ)) / RATE_HZ
    hz = 440 * 2 ** ((np.broadcast_to(midi_pitch, time_s.shape) - 69) / 12)
    phase = 2 * np.pi * np.cumsum(hz) / RATE_HZ
    numbers = [number for number in range(1, 21) if number * hz.max() < 0.45 * RATE_HZ]
    wave = sum(np.sin(number * phase) / number**slope for number in numbers)
    envelope = np.clip(time_s / 0.008, 0, 1) * np.clip((duration_s - time_s) / 0.02, 0, 1)
    if decay_s is not None:
        envelope = envelope * np.exp(-time_s / decay_s)
    return np.asarray(wave * envelope / np.abs(wave).max(), np.float32)


def _coloured(
    rng: np.random.Generator, frames: int, power: float, low_hz: float = 15, high_hz: float = 22_050
) -> Sound:
    """Return noise of a band whose power falls with a power of frequency, -20 dBFS."""
    size = scipy.fft.next_fast_len(frames, real=True)
    hz = np.maximum(np.fft.rfftfreq(size, 1 / RATE_HZ), 1)
    spectrum = scipy.fft.rfft(rng.standard_normal(size)) * hz ** (-power / 2) * ((hz >= low_hz) & (hz <= high_hz))
    sound = scipy.fft.irfft(spectrum, size)[:frames]
    return np.asarray(0.1 * sound / sound.std(), np.float32)


def _hum(mains_hz: float) -> Callable[[np.random.Generator, int], Sound]:
    def hum(rng: np.random.Generator, frames: int) -> Sound:
        time_s = np.arange(frames) / RATE_HZ
        tones = sum(np.sin(2 * np.pi * mains_hz * n * time_s + rng.uniform(0, 6)) / n for n in range(1, 12))
        return np.asarray(0.05 * tones + 0.002 * rng.standard_normal(frames), np.float32)

    return hum


def _clicks(rng: np.random.Generator, frames: int) -> Sound:
    sound = 0.0005 * rng.standard_normal(frames)
    sound[rng.integers(0, frames, 3 * frames // RATE_HZ)] += rng.uniform(0.1, 0.5)
    return np.asarray(sound, np.float32)


def _rain(rng: np.random.Generator, frames: int) -> Sound:
    """Return sixty drops a second over a hiss."""
    sound = 0.03 * rng.standard_normal(frames)
    time_s = np.arange(round(0.02 * RATE_HZ)) / RATE_HZ
    for at in rng.integers(0, frames - len(time_s), 60 * frames // RATE_HZ):
        drop = np.sin(2 * np.pi * rng.uniform(800, 6_000) * time_s) * np.exp(-time_s / 0.004)
        sound[at : at + len(time_s)] += 0.1 * rng.exponential() * drop
    return np.asarray(sound, np.float32)


def _wind(rng: np.random.Generator, frames: int) -> Sound:
    gusts = np.abs(rng.standard_normal(frames // RATE_HZ + 2)) + 0.2
    return _coloured(rng, frames, 1.5) * np.interp(np.arange(frames) / RATE_HZ, np.arange(len(gusts)), gusts).astype(
        np.float32
    )


NOISES: dict[str, Callable[[np.random.Generator, int], Sound]] = {
    "white noise": lambda rng, frames: _coloured(rng, frames, 0),
    "white noise, -80 dBFS": lambda rng, frames: np.float32(1e-3) * _coloured(rng, frames, 0),
    "pink noise": lambda rng, frames: _coloured(rng, frames, 1),
    "brown noise": lambda rng, frames: _coloured(rng, frames, 2),
    "noise of a telephone's band": lambda rng, frames: _coloured(rng, frames, 0, 300, 3_400),
    "hum of 50 Hz": _hum(50),
    "hum of 60 Hz": _hum(60),
    "clicks": _clicks,
    "rain": _rain,
    "wind": _wind,
}


def noise(name: str, duration_s: float, seed: int = 0) -> Sound:
    """Return one of `NOISES`, ``(1, frames)``."""
    return NOISES[name](np.random.default_rng(seed), round(duration_s * RATE_HZ))[None]
