"""Tone: filters whose curves keep the shape of their analogue models up to the top of the band, at any rate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.dsp.biquad import Sections

Shape = Literal["low_shelf", "bell", "high_shelf"]

# Beyond this share of the sample rate a band has no room left to act in, and is left out.
_HIGHEST_SHARE = 0.45


@dataclass(frozen=True)
class Band:
    """One band of an equalizer.

    Attributes:
        shape: what the band does to its side of ``frequency_hz``.
        frequency_hz: centre of a bell, midpoint of a shelf.
        gain_db: gain at the centre or on the shelf.
        q: quality; 0.7 for a shelf without overshoot.
        reason: why a preset has it.
    """

    shape: Shape
    frequency_hz: float
    gain_db: float
    q: float
    reason: str = ""


def _prototype(band: Band) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return numerator and denominator, by falling powers of s, of the analogue model at 1 rad/s.

    The models are those of Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients".
    """
    a = 10 ** (band.gain_db / 40)
    slope = np.sqrt(a) / band.q
    if band.shape == "bell":
        return np.array([1, a / band.q, 1]), np.array([1, 1 / (a * band.q), 1])
    low = a * np.array([1, slope, a]), np.array([a, slope, 1])
    if band.shape == "low_shelf":
        return low
    return a * np.array([a, slope, 1]), np.array([1, slope, a])


def design(band: Band, sample_rate_hz: float) -> Sections:
    """Return one biquad, ``(1, 5)``, with the magnitude of the band's analogue model.

    Poles by impulse invariance, zeros so that the magnitude agrees with the model at 0 Hz, at the band's frequency and
    at half the sample rate: the method of Vicanek, "Matched Second Order Digital Filters" (2016). It avoids the
    narrowing towards half the sample rate that the bilinear transform brings.
    """
    numerator, denominator = _prototype(band)
    w0 = 2 * np.pi * band.frequency_hz / sample_rate_hz
    poles = np.exp(w0 * np.roots(denominator))
    a1, a2 = -poles.sum().real, poles.prod().real

    def model(ratio: float) -> float:
        s = 1j * ratio
        return float(np.abs(np.polyval(numerator, s) / np.polyval(denominator, s)) ** 2)

    p1 = np.sin(w0 / 2) ** 2
    p0 = 1 - p1
    p2 = 4 * p0 * p1
    d0, d1, d2 = (1 + a1 + a2) ** 2, (1 - a1 + a2) ** 2, -4 * a2
    n0 = d0 * model(0.0)
    n1 = d1 * model(np.pi / w0)
    n2 = ((d0 * p0 + d1 * p1 + d2 * p2) * model(1.0) - n0 * p0 - n1 * p1) / p2
    half = (np.sqrt(n0) + np.sqrt(n1)) / 2
    b0 = (half + np.sqrt(max(half**2 + n2, 0.0))) / 2
    b1 = (np.sqrt(n0) - np.sqrt(n1)) / 2
    return np.array([[b0, b1, -n2 / (4 * b0), a1, a2]])


def equalizer(bands: Sequence[Band], sample_rate_hz: float) -> Sections:
    """Return the biquads of all bands that have room at this rate and any gain, ``(sections, 5)``."""
    audible = [b for b in bands if b.gain_db and b.frequency_hz <= _HIGHEST_SHARE * sample_rate_hz]
    return np.concatenate([np.zeros((0, 5)), *(design(band, sample_rate_hz) for band in audible)])


def _butterworth(frequency_hz: float, sample_rate_hz: float) -> tuple[float, float, float]:
    k = np.tan(np.pi * frequency_hz / sample_rate_hz)
    a0 = 1 + np.sqrt(2) * k + k * k
    return k * k / a0, 2 * (k * k - 1) / a0, (1 - np.sqrt(2) * k + k * k) / a0


def low_pass(frequency_hz: float, sample_rate_hz: float) -> Sections:
    """Return a second-order Butterworth low-pass, ``(1, 5)`` (bilinear, so that pairs sum as Linkwitz-Riley's do)."""
    b, a1, a2 = _butterworth(frequency_hz, sample_rate_hz)
    return np.array([[b, 2 * b, b, a1, a2]])


def high_pass(frequency_hz: float, sample_rate_hz: float) -> Sections:
    """Return a second-order Butterworth high-pass, ``(1, 5)``."""
    _, a1, a2 = _butterworth(frequency_hz, sample_rate_hz)
    b = (1 - a1 + a2) / 4
    return np.array([[b, -2 * b, b, a1, a2]])


def all_pass(frequency_hz: float, sample_rate_hz: float) -> Sections:
    """Return the all-pass that a fourth-order Linkwitz-Riley crossover at ``frequency_hz`` sums to, ``(1, 5)``."""
    _, a1, a2 = _butterworth(frequency_hz, sample_rate_hz)
    return np.array([[a2, a1, 1.0, a1, a2]])
