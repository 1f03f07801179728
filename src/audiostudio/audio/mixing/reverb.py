"""Rooms that no one recorded: exponentially decaying noise whose highs die first, folded into sound by blocks."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from audiostudio.audio.dsp.biquad import BiquadCascade
from audiostudio.audio.dsp.equalizer import high_pass
from audiostudio.audio.dsp.stream import ZeroLatency
from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ
from audiostudio.audio.types import Audio

Room = Literal["room", "plate", "hall"]

_TRANSFORM_FRAMES = 1 << 18
_BANDS_HZ = (125.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0)


@dataclass(frozen=True)
class RoomAcoustics:
    """How a room sounds.

    Attributes:
        decay_s: reverberation time (60 dB) of octaves from 125 Hz to 8 kHz.
        pre_delay_s: until the first sound comes back.
        build_s: until its density is reached; a plate's is there at once.
        reflections: delays in seconds and gains of the first echoes; which side each lies on alternates.
        seed: which noise.
    """

    decay_s: tuple[float, float, float, float, float, float, float]
    pre_delay_s: float
    build_s: float
    reflections: tuple[tuple[float, float], ...]
    seed: int


ROOMS: dict[Room, RoomAcoustics] = {
    "room": RoomAcoustics(
        (0.55, 0.55, 0.5, 0.45, 0.4, 0.33, 0.25),
        0.004,
        0.006,
        ((0.0041, 0.7), (0.0063, 0.6), (0.0089, 0.55), (0.0127, 0.45), (0.0161, 0.4), (0.0213, 0.35)),
        1,
    ),
    "plate": RoomAcoustics((1.9, 1.9, 1.8, 1.7, 1.5, 1.1, 0.7), 0.002, 0.003, (), 2),
    "hall": RoomAcoustics(
        (2.6, 2.6, 2.5, 2.3, 1.9, 1.4, 0.8),
        0.018,
        0.04,
        ((0.019, 0.35), (0.027, 0.3), (0.034, 0.28), (0.041, 0.24), (0.053, 0.2), (0.067, 0.16)),
        3,
    ),
}
"""The rooms there are."""


@cache
def impulse_response(room: Room) -> NDArray[np.float32]:
    """Return a room's answer to a click, ``(2, frames)`` at 48 kHz, whose energy a side is 1.

    Gaussian noise, different on both sides, is split into octaves, each of which decays in its own time (Moorer,
    "About This Reverberation Business", Computer Music Journal 3, 1979).
    """
    acoustics = ROOMS[room]
    frames = round((acoustics.pre_delay_s + max(acoustics.decay_s)) * SAMPLE_RATE_HZ)
    times_s = np.arange(frames) / SAMPLE_RATE_HZ - acoustics.pre_delay_s
    noise = np.random.default_rng(acoustics.seed).standard_normal((2, frames))
    spectrum = scipy.fft.rfft(noise)
    hz = scipy.fft.rfftfreq(frames, 1 / SAMPLE_RATE_HZ)
    response = np.zeros((2, frames))
    for share, decay_s in zip(_octaves(hz), acoustics.decay_s, strict=True):
        response += scipy.fft.irfft(spectrum * share, frames) * 10 ** (-3 * np.maximum(times_s, 0) / decay_s)
    response *= np.clip(times_s / acoustics.build_s, 0, 1)
    # The last of it would end in a click otherwise.
    fade = round(0.1 * frames)
    response[:, -fade:] *= np.cos(np.linspace(0, np.pi / 2, fade)) ** 2
    response /= np.sqrt(np.sum(response**2, axis=1, keepdims=True))
    for number, (delay_s, gain) in enumerate(acoustics.reflections):
        near = number % 2
        response[near, round(delay_s * SAMPLE_RATE_HZ)] += 0.5 * gain
        response[1 - near, round((delay_s + 0.0007) * SAMPLE_RATE_HZ)] += 0.25 * gain
    cleaned = BiquadCascade(high_pass(90.0, SAMPLE_RATE_HZ), 2).process(response.astype(np.float32))
    energies = np.sum(cleaned.astype(np.float64) ** 2, axis=1, keepdims=True)
    scaled: NDArray[np.float32] = (cleaned / np.sqrt(energies)).astype(np.float32)
    scaled.flags.writeable = False
    return scaled


def _octaves(hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how much of each frequency belongs to each octave, ``(octaves, frequencies)``; together all of it."""
    places = np.log2(np.maximum(hz, 1.0) / _BANDS_HZ[0])
    numbers = np.arange(len(_BANDS_HZ))[:, None]
    return np.asarray(np.clip(1 - np.abs(np.clip(places, 0, len(_BANDS_HZ) - 1) - numbers), 0, 1), np.float64)


class Reverb(ZeroLatency):
    """A room over a stream: both sides are heard from the middle, and come back on both.

    Args:
        response: impulse response, ``(2, frames)``, shorter than five seconds.
    """

    def __init__(self, response: NDArray[np.float32]) -> None:
        super().__init__(2)
        self._spectrum = scipy.fft.rfft(response, _TRANSFORM_FRAMES)
        self._history = np.zeros(response.shape[1] - 1, np.float32)

    def process(self, audio: Audio) -> Audio:
        """Return what comes back while the next block, ``(2, frames)``, is played; nothing of the block itself."""
        middle = (audio[0] + audio[1]) * np.float32(0.5)
        back = np.empty_like(audio)
        reach = len(self._history)
        # Overlap-save: of each circular convolution only the frames that nothing was folded onto.
        step = _TRANSFORM_FRAMES - reach
        for start in range(0, len(middle), step):
            known = np.concatenate([self._history, middle[start : start + step]])
            folded = scipy.fft.irfft(scipy.fft.rfft(known, _TRANSFORM_FRAMES) * self._spectrum, _TRANSFORM_FRAMES)
            back[:, start : start + step] = folded[:, reach : len(known)]
            self._history = known[len(known) - reach :].copy()
        return back
