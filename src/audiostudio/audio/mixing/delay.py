"""Echoes in time with the music: what goes in on one side comes back on the other, darker each time."""

from dataclasses import dataclass

import numpy as np
from numba import njit

from audiostudio.audio.dsp.stream import ZeroLatency
from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ
from audiostudio.audio.types import Audio


@dataclass(frozen=True)
class DelaySettings:
    """A stereo delay.

    Attributes:
        left_frames, right_frames: until an echo is heard on each side; see `beat_frames`.
        feedback: how loud each echo is to the one before, 0 to less than 1.
        cross: how much of what comes back goes to the other side, 0 none to 1 all (ping-pong).
        low_pass_hz, high_pass_hz: each echo loses what lies beyond.
    """

    left_frames: int
    right_frames: int
    feedback: float = 0.4
    cross: float = 1.0
    low_pass_hz: float = 5000.0
    high_pass_hz: float = 250.0


def beat_frames(bpm: float, beats: float) -> int:
    """Return how many frames some beats last.

    >>> beat_frames(120, 0.75)
    18000
    """
    return round(60 / bpm * beats * SAMPLE_RATE_HZ)


@njit(cache=True, nogil=True)
def _echo(audio, lines, places, rates, state, out):  # type: ignore[no-untyped-def]
    feedback, cross, smoothing, steadying = rates
    left_line, right_line = lines
    left_at, right_at = places
    for i in range(audio.shape[1]):
        left, right = left_line[left_at], right_line[right_at]
        out[0, i], out[1, i] = left, right
        state[0, 0] += smoothing * (left - state[0, 0])
        state[1, 0] += smoothing * (right - state[1, 0])
        state[0, 1] += steadying * (state[0, 0] - state[0, 1])
        state[1, 1] += steadying * (state[1, 0] - state[1, 1])
        left = feedback * (state[0, 0] - state[0, 1])
        right = feedback * (state[1, 0] - state[1, 1])
        left_line[left_at] = np.float32(audio[0, i] + (1.0 - cross) * left + cross * right)
        right_line[right_at] = np.float32(audio[1, i] + (1.0 - cross) * right + cross * left)
        left_at = left_at + 1 if left_at + 1 < left_line.shape[0] else 0
        right_at = right_at + 1 if right_at + 1 < right_line.shape[0] else 0
    for side in range(2):
        for k in range(2):
            if abs(state[side, k]) < 1e-30:
                state[side, k] = 0.0
    places[0], places[1] = left_at, right_at


class StereoDelay(ZeroLatency):
    """A delay over a stream, which gives the echoes and nothing of what goes in.

    Args:
        settings: what it does.
    """

    def __init__(self, settings: DelaySettings) -> None:
        super().__init__(2)
        self._settings = settings
        self._lines = (np.zeros(settings.left_frames, np.float32), np.zeros(settings.right_frames, np.float32))
        self._places = np.zeros(2, np.int64)
        self._state = np.zeros((2, 2))

    def process(self, audio: Audio) -> Audio:
        """Return the echoes heard while the next block, ``(2, frames)``, is played."""
        settings = self._settings
        out = np.empty(audio.shape, np.float32)
        smoothing, steadying = (
            1 - np.exp(-2 * np.pi * hz / SAMPLE_RATE_HZ) for hz in (settings.low_pass_hz, settings.high_pass_hz)
        )
        rates = (settings.feedback, settings.cross, smoothing, steadying)
        _echo(np.ascontiguousarray(audio), self._lines, self._places, rates, self._state, out)
        return out
