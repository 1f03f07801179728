"""Voices made of pulses and resonances, whose pitch and formants are known because they were put there."""

import numpy as np
from scipy.signal import lfilter

RATE_HZ = 24_000


def vowel(pitch_hz, seconds: float, formants_hz=(700.0, 1200.0), rate_hz: int = RATE_HZ) -> np.ndarray:
    """Return a vowel whose pitch is ``pitch_hz``, a number or one a sample."""
    pitch = np.broadcast_to(np.asarray(pitch_hz, float), round(seconds * rate_hz))
    phase = np.cumsum(pitch / rate_hz)
    crossed = np.diff(np.floor(phase), prepend=0.0)
    # A pulse between two samples is shared by them: whole samples would give odd and even periods other lengths.
    late = crossed * (phase % 1) / (pitch / rate_hz)
    pulses = crossed - late + np.append(late[1:], 0.0)
    for formant_hz in formants_hz:
        pole = np.exp((-np.pi * 80 + 2j * np.pi * formant_hz) / rate_hz)
        pulses = lfilter([1.0], np.poly([pole, pole.conj()]).real, pulses)
    return (0.3 * pulses / np.abs(pulses).max()).astype(np.float32)


def semitones(hz, reference_hz) -> np.ndarray:
    return 12 * np.log2(np.asarray(hz) / reference_hz)


def spectral_peak_hz(sound: np.ndarray, low_hz: float, high_hz: float, rate_hz: int = RATE_HZ) -> float:
    """Return where the smoothed spectrum peaks between two frequencies."""
    power = np.abs(np.fft.rfft(sound * np.hanning(sound.size))) ** 2
    frequencies = np.fft.rfftfreq(sound.size, 1 / rate_hz)
    width = max(1, round(150 * sound.size / rate_hz))
    smooth = np.convolve(power, np.hanning(2 * width + 1), mode="same")
    inside = (frequencies > low_hz) & (frequencies < high_hz)
    return float(frequencies[inside][np.argmax(smooth[inside])])
