"""How far a sound is: softer, duller through the air, and more of the place than of itself."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.fft import fft, ifft, irfft, rfft
from scipy.signal import fftconvolve

from audiostudio.audio.types import Audio
from audiostudio.engines.sound_effects.synthesis import SAMPLE_RATE_HZ

_TAPS = 2048
_REVERB_S = 1.6
_DB_PER_DOUBLING = 3.0


def distance_db(distance_m: float) -> float:
    """Return how much softer a sound is at a distance than near by, in dB, as a negative number.

    3 dB a doubling: half of what a free field takes, for what is far has still to be heard.
    """
    return -_DB_PER_DOUBLING * float(np.log2(max(1.0, distance_m)))


def air_absorption_db_per_m(hz: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return what air at 20 degrees Celsius, 50 % humidity and one atmosphere takes off pure tones (ISO 9613-1)."""
    kelvin, humidity_percent = 293.15, 50.0
    saturation = 10 ** (-6.8346 * (273.16 / kelvin) ** 1.261 + 4.6151)
    vapour = humidity_percent * saturation
    oxygen_hz = 24 + 4.04e4 * vapour * (0.02 + vapour) / (0.391 + vapour)
    nitrogen_hz = 9 + 280 * vapour  # at the reference temperature, which 20 degrees is
    squared = hz**2
    oxygen = 0.01275 * np.exp(-2239.1 / kelvin) / (oxygen_hz + squared / oxygen_hz)
    nitrogen = 0.1068 * np.exp(-3352.0 / kelvin) / (nitrogen_hz + squared / nitrogen_hz)
    return np.asarray(8.686 * squared * (1.84e-11 + oxygen + nitrogen))


@lru_cache(maxsize=32)
def _air(distance_m: float) -> NDArray[np.float64]:
    """Return the minimum-phase response of so much air, ``(2048,)``."""
    hz = np.fft.rfftfreq(2 * _TAPS, 1 / SAMPLE_RATE_HZ)
    gain = 10 ** (-np.minimum(air_absorption_db_per_m(hz) * distance_m, 90) / 20)
    cepstrum = irfft(np.log(gain))
    fold = np.zeros(2 * _TAPS)
    fold[0], fold[1:_TAPS], fold[_TAPS] = 1, 2, 1
    return np.asarray(np.real(ifft(np.exp(fft(cepstrum * fold))))[:_TAPS])


@lru_cache(maxsize=1)
def _place() -> NDArray[np.float64]:
    """Return the response of an open place with walls and trees, ``(2, frames)``: noise that dies, the high first."""
    rng = np.random.default_rng(0x5EED)
    frames = round(_REVERB_S * SAMPLE_RATE_HZ)
    since_s = np.arange(frames) / SAMPLE_RATE_HZ
    out = np.zeros((2, frames))
    hz = np.fft.rfftfreq(frames, 1 / SAMPLE_RATE_HZ)
    # Each band answers with its share of a white sound's power; of the high ones leaves and walls take more.
    for low_hz, high_hz, time_s, share in (
        (0, 250, 1.3, 1.0),
        (250, 1_000, 1.1, 1.0),
        (1_000, 4_000, 0.75, 0.7),
        (4_000, 24_001, 0.35, 0.35),
    ):
        spectrum = rfft(rng.standard_normal((2, frames))) * ((hz >= low_hz) & (hz < high_hz))
        answer = irfft(spectrum, frames) * np.exp(-6.91 * since_s / time_s)
        power = share * (min(high_hz, 24_000) - low_hz) / 24_000
        out += answer * np.sqrt(power / np.sum(answer**2, axis=1, keepdims=True))
    out *= np.minimum(1, since_s / 0.02) * np.minimum(1, (_REVERB_S - since_s) / 0.2)
    return out


def reverb_share(distance_m: float) -> float:
    """Return the power of the place's answer to that of the sound itself: none near by, equal at 200 m."""
    return (1 - 1 / distance_m) * distance_m / 200


def at_distance(sound: Audio, distance_m: float, *, tail: bool) -> Audio:
    """Return a stereo sound as heard from afar, ``(2, frames)``, longer by the place's answer where ``tail``."""
    if distance_m <= 1:
        return sound
    direct = fftconvolve(sound, _air(round(distance_m, 3))[None], axes=1)
    answer = fftconvolve(direct, _place(), axes=1)
    mixed = answer * np.sqrt(reverb_share(distance_m))
    mixed[:, : direct.shape[1]] += direct
    # The place takes of the sound's power, it adds none.
    mixed = mixed * 10 ** (distance_db(distance_m) / 20) / np.sqrt(1 + reverb_share(distance_m))
    return np.asarray(mixed if tail else mixed[:, : sound.shape[1]], np.float32)
