"""The valves of a guitar amplifier, at four times the rate so that the harmonics they add fold back little."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.signal import firwin

from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ
from audiostudio.audio.types import Audio

_OVERSAMPLING = 4
# A guitar's loudspeaker ends at 5 kHz: what folds back above 16 kHz is not heard, so the filters may be short.
_TAPS_A_PHASE = 12
_CUTOFF_HZ = 22_000.0
_KAISER = 7.0
_CHUNK = 1024

_FAST_HZ = _OVERSAMPLING * SAMPLE_RATE_HZ
# Between the stages: capacitors that let no offset through, and valves that are slow.
_COUPLING = np.float32(1 - np.exp(-2 * np.pi * 35 / _FAST_HZ))
_SLOWNESS = np.float32(1 - np.exp(-2 * np.pi * 9_000 / _FAST_HZ))
# Their halves differ, one this way, the next the other, which makes even harmonics.
_BIASES = np.array([0.25, -0.18, 0.1], np.float32)


class GainStages:
    """Gain stages one after another over a mono stream at 48 kHz, in time to a frame.

    Args:
        gains_db: of each stage. At 0 dB a level of 1 is where a stage bends noticeably; what leaves the last stays
            below about 1.2.
    """

    def __init__(self, gains_db: Sequence[float]) -> None:
        self._gains = 10 ** (np.array(gains_db) / 20)
        self._taps = _resampling_filter()
        # Both filters together delay by one tap less than they are long.
        self._early_frames = (len(self._taps) - 1) // _OVERSAMPLING
        self._pending = np.zeros(_TAPS_A_PHASE, np.float32)
        self._planes = np.zeros((_OVERSAMPLING, _TAPS_A_PHASE + _CHUNK), np.float32)
        self._states = np.zeros((len(self._gains), 2), np.float32)
        self._frames = 0

    def process(self, audio: Audio) -> Audio:
        """Take the next block, ``(1, frames)``, and return what is ready."""
        self._frames += audio.shape[1]
        self._pending = np.concatenate([self._pending, audio[0]])
        whole = (len(self._pending) - _TAPS_A_PHASE) // _CHUNK * _CHUNK
        out = np.empty(whole, np.float32)
        _run(self._pending, self._taps, self._gains, self._planes, self._states, out)
        self._pending = self._pending[whole:]
        early = min(self._early_frames, whole)
        self._early_frames -= early
        self._frames -= whole - early
        return out[None, early:]

    def finish(self) -> Audio:
        """Return the ``(1, frames)`` still held back, so that as many left as came."""
        held = self._frames
        return self.process(np.zeros((1, 2 * _CHUNK), np.float32))[:, :held]


@cache
def _resampling_filter() -> NDArray[np.float32]:
    """Return the low-pass by which the rate is raised and lowered, ``(taps,)``, unity at the higher."""
    taps = firwin(_OVERSAMPLING * _TAPS_A_PHASE, _CUTOFF_HZ, window=("kaiser", _KAISER), fs=_FAST_HZ)
    return np.asarray(taps, np.float32)


@njit(cache=True, nogil=True)
def _run(padded, taps, gains, planes, states, out):  # type: ignore[no-untyped-def]
    """Write whole chunks; ``padded`` has as many frames before them as the filter reaches back."""
    fast = np.empty(_CHUNK * _OVERSAMPLING, np.float32)
    for start in range(0, out.shape[0], _CHUNK):
        near = padded[start : start + _TAPS_A_PHASE + _CHUNK]
        for phase in range(_OVERSAMPLING):
            raised = planes[phase, _TAPS_A_PHASE:]
            # The end of the last chunk is still needed; what is written here is read again before that.
            planes[phase, :_TAPS_A_PHASE] = planes[phase, _CHUNK:]
            raised[:] = 0
            for k in range(_TAPS_A_PHASE):
                weight = taps[phase + k * _OVERSAMPLING] * np.float32(_OVERSAMPLING)
                _add_weighted(near[_TAPS_A_PHASE - k :], weight, raised)
            for i in range(_CHUNK):
                fast[i * _OVERSAMPLING + phase] = raised[i]
        for k in range(gains.shape[0]):
            _stage(fast, np.float32(gains[k]), _BIASES[k % _BIASES.shape[0]], states[k])
        target = out[start : start + _CHUNK]
        target[:] = 0
        for phase in range(_OVERSAMPLING):
            for i in range(_CHUNK):
                planes[phase, _TAPS_A_PHASE + i] = fast[i * _OVERSAMPLING + phase]
            behind = 0 if phase == 0 else 1
            for m in range(behind, _TAPS_A_PHASE + behind):
                _add_weighted(planes[phase, _TAPS_A_PHASE - m :], taps[m * _OVERSAMPLING - phase], target)


@njit(cache=True, nogil=True, fastmath={"contract"})
def _add_weighted(source, weight, target):  # type: ignore[no-untyped-def]
    for i in range(_CHUNK):
        target[i] += weight * source[i]


@njit(cache=True, nogil=True, fastmath={"contract"})
def _stage(fast, gain, bias, state):  # type: ignore[no-untyped-def]
    """Drive a chunk in place into a valve, then take off its offset and its highest part."""
    one = np.float32(1)
    rest = bias / np.sqrt(one + bias * bias)
    for i in range(fast.shape[0]):
        driven = gain * fast[i] + bias
        fast[i] = driven / np.sqrt(one + driven * driven) - rest
    offset, smooth = state[0], state[1]
    kept, still = one - _COUPLING, one - _SLOWNESS
    for i in range(fast.shape[0]):
        offset = kept * offset + _COUPLING * fast[i]
        smooth = still * smooth + _SLOWNESS * (fast[i] - offset)
        fast[i] = smooth
    state[0], state[1] = offset, smooth
