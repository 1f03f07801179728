"""The last word on peaks: a look-ahead limiter, linked over the channels, whose ceiling is a true-peak ceiling.

Each node of its gain is low enough for the true peak of the frames on both its sides; and since the gain follows from
the peaks alone, it can be predicted for a whole programme before any sound is rendered.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from audiostudio.audio.dsp.biquad import Audio
from audiostudio.audio.dsp.gain import apply_nodes, node_frames
from audiostudio.audio.meters.true_peak import PeakEnvelope

# Nodes of each of the two running means that round the attack; their sums are binary fractions, so unity stays unity.
_SMOOTHING = 4
_WINDOW = 2 * _SMOOTHING
_ATTACK = np.convolve(np.ones(_SMOOTHING), np.ones(_SMOOTHING)) / _SMOOTHING**2
# Half a period of 50 Hz: gain that moved within it would distort the bass.
_HOLD_SECONDS = 0.010
# A single hit lets go quickly; reduction that lasts moves a slow follower, and release beyond it takes its time, so the
# level does not pump.
_FAST_RELEASE_SECONDS = 0.060
_SLOW_RELEASE_SECONDS = 0.500
_SLOW_ATTACK_SECONDS = 0.150
# The gain's own movement adds a little between samples, and other meters interpolate otherwise: what is kept for that.
_MARGIN_DB = 0.05
_REPAIR_MARGIN_DB = 0.04
_PREDICTED_AT_ONCE = 1 << 20


@njit(cache=True, nogil=True)
def _follow(required, rates, hold_nodes, state, held):  # type: ignore[no-untyped-def]
    """Write the gain that falls ahead of every requirement, waits, and rises again, before it is rounded."""
    gain, slow, waiting = state
    fast_release, slow_release, slow_attack = rates
    for j in range(held.shape[0]):
        lowest = required[j]
        for k in range(j + 1, j + _WINDOW):
            lowest = min(lowest, required[k])
        slow += (lowest - slow) * (slow_attack if lowest < slow else slow_release)
        if lowest <= gain:
            gain = lowest
            waiting = hold_nodes
        elif waiting > 0:
            waiting -= 1
        else:
            if gain < slow:
                gain += (slow - gain) * fast_release
            gain = min(gain + (1.0 - gain) * slow_release, lowest)
        held[j] = gain
    # A release that never quite arrives would leave the signal changed for ever.
    state[0] = gain if gain < 0.999999 else 1.0
    state[1] = slow if slow < 0.999999 else 1.0
    state[2] = waiting


class _GainCurve:
    """Turns the gain each step of a stream may have at most into nodes of a smooth gain that never exceeds it."""

    def __init__(self, sample_rate_hz: int) -> None:
        nodes_per_second = sample_rate_hz / node_frames(sample_rate_hz)
        times = (_FAST_RELEASE_SECONDS, _SLOW_RELEASE_SECONDS, _SLOW_ATTACK_SECONDS)
        self._rates = np.array([1 - np.exp(-1 / (seconds * nodes_per_second)) for seconds in times])
        self._hold_nodes = float(round(_HOLD_SECONDS * nodes_per_second))
        self._state = np.array([1.0, 1.0, 0.0])
        # The gain may have to start falling before the first step; and a node borders on two steps, so each requirement
        # counts from one node before it.
        self._required = np.ones(_WINDOW - 1)
        self._held = np.zeros(0)

    def feed(self, required: NDArray[np.float64]) -> NDArray[np.float64]:
        """Take the next requirements and return the nodes they settle."""
        self._required = np.concatenate([self._required, required])
        held = np.empty(max(0, len(self._required) - _WINDOW + 1))
        _follow(self._required, self._rates, self._hold_nodes, self._state, held)
        self._required = self._required[len(held) :]
        self._held = np.concatenate([self._held, held])
        if len(self._held) < len(_ATTACK):
            return np.zeros(0)
        nodes = np.convolve(self._held, _ATTACK, "valid")
        self._held = self._held[len(nodes) :]
        return nodes

    def finish(self) -> NDArray[np.float64]:
        """Return the last nodes, nothing being required after the end; one more than there were steps."""
        return self.feed(np.ones(_WINDOW - 1))


def predict_gain(peaks: NDArray[np.float32], ceiling: float, sample_rate_hz: int) -> NDArray[np.float32]:
    """Return the gain a :class:`Limiter` would give each step of a programme, from its peak envelope alone.

    Args:
        peaks: linear true peaks of successive steps of ``node_frames(sample_rate_hz)`` frames.
        ceiling: linear ceiling, as `limiter_ceiling` gives it.
        sample_rate_hz: rate of the programme.
    """
    curve = _GainCurve(sample_rate_hz)
    # In pieces, because hours of steps in double precision would be most of the memory a master takes.
    pieces = range(0, len(peaks), _PREDICTED_AT_ONCE)
    nodes = [curve.feed(_required_gain(peaks[at : at + _PREDICTED_AT_ONCE], ceiling)) for at in pieces]
    joined = np.concatenate([part.astype(np.float32) for part in (*nodes, curve.finish())])
    means: NDArray[np.float32] = (joined[1:] + joined[:-1]) * np.float32(0.5)
    return means


def _required_gain(peaks: NDArray[np.float32], ceiling: float) -> NDArray[np.float64]:
    return ceiling / np.maximum(peaks.astype(np.float64), ceiling)


class _Stage:
    """One limiter, whose overs are only what its gain's movement adds between samples."""

    def __init__(self, sample_rate_hz: int, channels: int, ceiling: float) -> None:
        self._step = node_frames(sample_rate_hz)
        self._ceiling = ceiling
        self._peaks = PeakEnvelope(sample_rate_hz, channels, self._step)
        self._curve = _GainCurve(sample_rate_hz)
        self._nodes = np.zeros(0)
        self._audio = np.zeros((channels, 0), np.float32)
        self.lowest_gain = 1.0

    def process(self, audio: Audio) -> Audio:
        self._audio = np.concatenate([self._audio, audio], axis=1)
        return self._render(self._curve.feed(_required_gain(self._peaks.feed(audio), self._ceiling)))

    def finish(self) -> Audio:
        left = self._audio.shape[1]
        nodes = self._curve.feed(_required_gain(self._peaks.finish(), self._ceiling))
        self._audio = np.pad(self._audio, ((0, 0), (0, self._step)))
        return self._render(np.concatenate([nodes, self._curve.finish()]))[:, :left]

    def _render(self, nodes: NDArray[np.float64]) -> Audio:
        self._nodes = np.concatenate([self._nodes, nodes])
        steps = max(0, len(self._nodes) - 1)
        out = self._audio[:, : steps * self._step]
        lowest = float(np.min(self._nodes, initial=1.0))
        if lowest < 1.0:
            self.lowest_gain = min(self.lowest_gain, lowest)
            out = apply_nodes(out, self._nodes, self._step)
        self._nodes = self._nodes[steps:]
        self._audio = self._audio[:, out.shape[1] :]
        return out


class Limiter:
    """A stereo-linked look-ahead true-peak limiter over a stream.

    Two passes: the first shapes the level, the second takes off what little the first one's moving gain added
    between samples, so the ceiling holds as :func:`audiostudio.audio.meters.true_peak.true_peak_dbtp` measures it.
    What stays
    under the ceiling leaves unchanged to the bit.

    Args:
        sample_rate_hz: rate of the stream.
        channels: how many channels it has; all get the same gain.
        ceiling_dbtp: what the true peak may reach.
    """

    def __init__(self, sample_rate_hz: int, channels: int, ceiling_dbtp: float) -> None:
        self._first = _Stage(sample_rate_hz, channels, limiter_ceiling(ceiling_dbtp))
        self._second = _Stage(sample_rate_hz, channels, 10 ** ((ceiling_dbtp - _REPAIR_MARGIN_DB) / 20))

    @property
    def max_gain_reduction_db(self) -> float:
        """The most the level was lowered so far, in dB, as a positive number."""
        return abs(float(20 * np.log10(self._first.lowest_gain)))

    def process(self, audio: Audio) -> Audio:
        """Take the next ``(channels, frames)`` block and return the frames whose gain is settled."""
        return self._second.process(self._first.process(audio))

    def finish(self) -> Audio:
        """Return the frames still held back, so that as many left as came."""
        last = self._second.process(self._first.finish())
        return np.concatenate([last, self._second.finish()], axis=1)


def limiter_ceiling(ceiling_dbtp: float) -> float:
    """Return the linear level a :class:`Limiter` works to, its margin taken off."""
    return float(10 ** ((ceiling_dbtp - _MARGIN_DB) / 20))
