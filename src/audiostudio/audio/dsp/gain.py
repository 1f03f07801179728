"""Gain that moves: computed at nodes about 0.33 ms apart and drawn in straight lines between them."""

from abc import ABC, abstractmethod

import numpy as np
from numba import njit
from numpy.typing import NDArray

from audiostudio.audio.dsp.biquad import Audio

_NODES_PER_SECOND = 3000


def node_frames(sample_rate_hz: int) -> int:
    """Return how many frames lie between two gain nodes."""
    return max(2, round(sample_rate_hz / _NODES_PER_SECOND))


@njit(cache=True, nogil=True)
def _ramp(audio, nodes, step, out):  # type: ignore[no-untyped-def]
    for block in range(nodes.shape[0] - 1):
        first = nodes[block]
        slope = (nodes[block + 1] - first) / step
        for channel in range(audio.shape[0]):
            source = audio[channel, block * step : block * step + step]
            target = out[channel, block * step : block * step + step]
            for i in range(step):
                target[i] = source[i] * np.float32(first + slope * i)


def apply_nodes(audio: Audio, nodes: NDArray[np.float64], step_frames: int) -> Audio:
    """Return ``audio``, ``(channels, steps * step_frames)``, under the linear gain of its ``steps + 1`` nodes."""
    out = np.empty(audio.shape, np.float32)
    _ramp(np.ascontiguousarray(audio), nodes, step_frames, out)
    return out


@njit(cache=True, nogil=True)
def _loudest_power(audio, step, powers):  # type: ignore[no-untyped-def]
    for block in range(powers.shape[0]):
        highest = 0.0
        for channel in range(audio.shape[0]):
            source = audio[channel, block * step : block * step + step]
            power = 0.0
            for i in range(step):
                power += np.float64(source[i]) * source[i]
            highest = max(highest, power)
        powers[block] = highest / step


class GainRider(ABC):
    """A processor that rides one gain for all channels, by the power of the loudest.

    Args:
        sample_rate_hz: rate of the stream.
        channels: how many channels it has.
    """

    def __init__(self, sample_rate_hz: int, channels: int) -> None:
        self._step = node_frames(sample_rate_hz)
        self.nodes_per_second = sample_rate_hz / self._step
        self._pending = np.zeros((channels, 0), np.float32)
        self._node = np.ones(1)

    @abstractmethod
    def gains(self, powers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the linear gain at the end of each step, given its mean square."""

    def process(self, audio: Audio) -> Audio:
        """Take the next ``(channels, frames)`` block and return the whole steps there are."""
        known = np.concatenate([self._pending, audio], axis=1) if self._pending.shape[1] else audio
        steps = known.shape[1] // self._step
        self._pending = known[:, steps * self._step :].copy()
        if not steps:
            return np.zeros((known.shape[0], 0), np.float32)
        ready = np.ascontiguousarray(known[:, : steps * self._step])
        powers = np.empty(steps)
        _loudest_power(ready, self._step, powers)
        nodes = np.concatenate([self._node, self.gains(powers)])
        self._node = nodes[-1:].copy()
        return apply_nodes(ready, nodes, self._step)

    def finish(self) -> Audio:
        """Return the last, incomplete step."""
        left = self._pending.shape[1]
        return self.process(np.zeros((self._pending.shape[0], -left % self._step), np.float32))[:, :left]
