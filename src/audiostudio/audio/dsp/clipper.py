"""A soft clipper for loud targets: it rounds off the shortest peaks, which a limiter could only duck."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from audiostudio.audio.dsp.biquad import Audio
from audiostudio.audio.meters.true_peak import REACH_FRAMES, interpolation_filters

_POINTS = 4
_TAPS = 2 * REACH_FRAMES
_CHUNK = 256


@njit(cache=True, nogil=True)
def _excess(value, knee, top):  # type: ignore[no-untyped-def]
    """Return what the clipper changes ``value`` by."""
    magnitude = abs(value)
    if magnitude <= knee:
        return np.float32(0)
    room = top - knee
    clipped = knee + room * np.tanh((magnitude - knee) / room)
    return np.float32(clipped - magnitude if value > 0 else magnitude - clipped)


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz", "nnan"})
def _add_filtered(source, weights, target):  # type: ignore[no-untyped-def]
    """Add to ``target`` the inner product of ``weights`` with as much of ``source``, one frame further each time."""
    frames = target.shape[0]
    for k in range(weights.shape[0]):
        weight = weights[k]
        shifted = source[k : k + frames]
        for i in range(frames):
            target[i] += weight * shifted[i]


@njit(cache=True, nogil=True)
def _clip(audio, interpolators, decimators, quiet, knee, top, out):  # type: ignore[no-untyped-def]
    """Clip at ``_POINTS`` times the rate and bring back only the difference, without what would alias.

    ``audio`` reaches ``_TAPS`` frames before and after ``out``. Where no sample exceeds ``quiet`` no interpolated
    value can reach the knee.
    """
    excess = np.empty(_CHUNK + _TAPS, np.float32)
    for channel in range(audio.shape[0]):
        for start in range(0, out.shape[1], _CHUNK):
            size = min(_CHUNK, out.shape[1] - start)
            near = audio[channel, start : start + size + 2 * _TAPS]
            target = out[channel, start : start + size]
            target[:] = near[_TAPS : _TAPS + size]
            if np.abs(near).max() <= quiet:
                continue
            for i in range(size):
                target[i] += _excess(near[_TAPS + i], knee, top) / _POINTS
            values = excess[: size + _TAPS]
            for p in range(_POINTS - 1):
                values[:] = 0
                _add_filtered(near[1:], interpolators[p], values)
                for i in range(values.shape[0]):
                    values[i] = _excess(values[i], knee, top)
                _add_filtered(values, decimators[p], target)


class SoftClipper:
    """Rounds peaks off above a knee, anti-aliased by four-fold oversampling; below the knee nothing changes.

    Args:
        channels: how many channels the stream has.
        knee: linear level up to which the signal passes unchanged.
        top: linear level that clipped peaks approach (before band-limiting adds its small overshoot).
    """

    def __init__(self, channels: int, knee: float, top: float) -> None:
        self._interpolators = interpolation_filters(_POINTS)
        self._decimators = np.ascontiguousarray(self._interpolators[:, ::-1]) / np.float32(_POINTS)
        self._knee = knee
        self._top = top
        self._quiet = knee / float(np.abs(self._interpolators).sum(axis=1).max())
        self._pending = np.zeros((channels, _TAPS), np.float32)

    def process(self, audio: Audio) -> Audio:
        """Take the next ``(channels, frames)`` block and return the frames that can be judged."""
        known = np.concatenate([self._pending, audio], axis=1)
        out = np.empty((known.shape[0], max(0, known.shape[1] - 2 * _TAPS)), np.float32)
        _clip(known, self._interpolators, self._decimators, self._quiet, self._knee, self._top, out)
        self._pending = known[:, out.shape[1] :]
        return out

    def finish(self) -> Audio:
        """Return the frames still held back."""
        return self.process(np.zeros((self._pending.shape[0], _TAPS), np.float32))


def predict_clip(peaks: NDArray[np.float32], knee: float, top: float) -> NDArray[np.float32]:
    """Return what peaks of the given linear levels become."""
    room = top - knee
    over = np.maximum(peaks - knee, 0)
    clipped: NDArray[np.float32] = np.minimum(peaks, knee + room * np.tanh(over / room)).astype(np.float32)
    return clipped
