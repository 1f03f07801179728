"""A synthetic singer, so that separation can be scored against a voice that is known exactly."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, sosfilt

# First three formants of five vowels (Peterson and Barney, 1952), and a fourth that all share.
_VOWELS_HZ = [(730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480), (570, 840, 2410)]
_FOURTH_FORMANT_HZ = 3500
_NOTE_S = 0.45


def sing(sample_rate_hz: int, duration_s: float, seed: int = 1) -> NDArray[np.float32]:
    """Return a mono melody of vowels with vibrato, breath and consonants, ``(1, frames)``."""
    rng = np.random.default_rng(seed)
    t = np.arange(round(sample_rate_hz * duration_s)) / sample_rate_hz
    note = (t / _NOTE_S).astype(int)
    within = t % _NOTE_S
    notes = note.max() + 1
    midi = np.clip(57 + np.cumsum(rng.integers(-3, 4, notes)), 52, 69)
    glide = np.exp(-1 / (0.03 * sample_rate_hz))
    target_hz = 440 * 2 ** ((midi - 69) / 12)[note]
    pitch_hz = lfilter([1 - glide], [1, -glide], target_hz - target_hz[0]) + target_hz[0]
    pitch_hz *= 1 + 0.012 * np.sin(2 * np.pi * 5.5 * t)
    pulses = np.diff(np.floor(np.cumsum(pitch_hz) / sample_rate_hz), prepend=0.0)
    source = lfilter([1], [1, -0.97], pulses) + 0.003 * rng.standard_normal(t.size)
    vowel_of_note = rng.integers(0, len(_VOWELS_HZ), notes)
    voice = sum(
        _vowel(source, formants, sample_rate_hz) * (vowel_of_note[note] == number)
        for number, formants in enumerate(_VOWELS_HZ)
    )
    voice *= np.clip(within / 0.04, 0, 1) * np.clip((_NOTE_S - within) / 0.07, 0, 1)
    voice *= np.where(rng.random(notes) < 0.12, 0, 1)[note]
    hiss = sosfilt(butter(4, 4_500, "high", fs=sample_rate_hz, output="sos"), rng.standard_normal(t.size))
    consonants = 0.03 * hiss * np.exp(-((within / 0.03) ** 2)) * (rng.random(notes) < 0.5)[note]
    return (0.5 * voice / np.abs(voice).max() + consonants)[None].astype(np.float32)


def _vowel(source: NDArray[np.float64], formants_hz: tuple[int, ...], sample_rate_hz: int) -> NDArray[np.float64]:
    total = np.zeros_like(source)
    for formant_hz, width_hz, gain in zip(
        (*formants_hz, _FOURTH_FORMANT_HZ), (80, 100, 130, 200), (1, 0.5, 0.35, 0.2), strict=True
    ):
        radius = np.exp(-np.pi * width_hz / sample_rate_hz)
        poles = [1, -2 * radius * np.cos(2 * np.pi * formant_hz / sample_rate_hz), radius**2]
        total += gain * lfilter([1 - radius], poles, source)
    return total
