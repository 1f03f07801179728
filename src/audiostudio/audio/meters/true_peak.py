"""Where a signal peaks between its samples: the interpolating meter of ITU-R BS.1770-5, Annex 2."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from audiostudio.audio.dsp.biquad import Audio

# Interpolation reads this many samples each side: flat to 0.44 of the sample rate.
REACH_FRAMES = 16
_TAPS = 2 * REACH_FRAMES
_KAISER_BETA = 7.0
_CHUNK = 256

# Meters in wide use interpolate with short filters, which ring otherwise near the top of the band and read up to
# 0.15 dB more there. What such a meter reads must stay under a ceiling too, so its reading counts here.
_SHORT_REACH_FRAMES = 6
_SHORT_FROM = REACH_FRAMES - _SHORT_REACH_FRAMES


def oversampling(sample_rate_hz: int) -> int:
    """Return how many points a sample the meter looks at: twice what BS.1770-5 asks, so it under-reads by half."""
    return 8 if sample_rate_hz < 80_000 else 4 if sample_rate_hz < 160_000 else 2


def interpolation_filters(points: int) -> NDArray[np.float32]:
    """Return ``(points - 1, 32)`` windowed-sinc filters that evaluate a signal at ``1/points, 2/points, ...``.

    Row ``p``, laid over the samples ``i - 15 … i + 16``, gives the value at ``i + (p + 1) / points``.
    """
    positions = np.arange(_TAPS) - (REACH_FRAMES - 1)
    distance = np.arange(1, points)[:, None] / points - positions
    window = np.i0(_KAISER_BETA * np.sqrt(np.maximum(0.0, 1 - (distance / REACH_FRAMES) ** 2))) / np.i0(_KAISER_BETA)
    filters = np.sinc(distance) * window
    unity: NDArray[np.float32] = (filters / filters.sum(axis=1, keepdims=True)).astype(np.float32)
    return unity


def _short_filters(sample_rate_hz: int) -> NDArray[np.float32]:
    """Return the ``(3, 12)`` Hann-windowed sincs of a short four-fold meter; none at rates where it adds nothing."""
    positions = np.arange(2 * _SHORT_REACH_FRAMES) - (_SHORT_REACH_FRAMES - 1)
    distance = np.arange(1, 4)[:, None] / 4 - positions
    filters = np.sinc(distance) * (1 + np.cos(np.pi * distance / _SHORT_REACH_FRAMES)) / 2
    kept: NDArray[np.float32] = filters.astype(np.float32)[: 3 if sample_rate_hz < 80_000 else 0]
    return kept


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz", "nnan"})
def _raise_to_filtered(near, filters, sums, highest):  # type: ignore[no-untyped-def]
    """Raise ``highest`` to the magnitudes of ``near`` seen through each of ``filters``.

    The filters run four taps at a time over slices, a form that compiles to vector instructions.
    """
    size = highest.shape[0]
    for p in range(filters.shape[0]):
        sums[:size] = 0
        for k in range(0, filters.shape[1], 4):
            h0, h1, h2, h3 = filters[p, k], filters[p, k + 1], filters[p, k + 2], filters[p, k + 3]
            x = near[k : k + size + 3]
            for i in range(size):
                sums[i] += h0 * x[i] + h1 * x[i + 1] + h2 * x[i + 2] + h3 * x[i + 3]
        for i in range(size):
            highest[i] = max(highest[i], abs(sums[i]))


@njit(cache=True, nogil=True, fastmath={"reassoc", "contract", "nsz", "nnan"})
def _envelope(audio, exact, short, step, peaks):  # type: ignore[no-untyped-def]
    """Write into ``peaks`` the largest magnitude within each ``step`` frames, over all channels.

    ``audio`` reaches 15 frames before and 16 frames after what is judged.
    """
    frames = peaks.shape[0] * step
    sums = np.empty(_CHUNK, np.float32)
    magnitudes = np.empty(_CHUNK, np.float32)
    chunk = _CHUNK // step * step
    for start in range(0, frames, chunk):
        size = min(chunk, frames - start)
        highest = magnitudes[:size]
        highest[:] = 0
        for channel in range(audio.shape[0]):
            near = audio[channel, start : start + size + _TAPS]
            here = near[REACH_FRAMES - 1 : REACH_FRAMES - 1 + size]
            for i in range(size):
                highest[i] = max(highest[i], abs(here[i]))
            _raise_to_filtered(near, exact, sums, highest)
            _raise_to_filtered(near[_SHORT_FROM:], short, sums, highest)
        for block in range(size // step):
            peak = np.float32(0)
            for i in range(block * step, block * step + step):
                peak = max(peak, highest[i])
            peaks[start // step + block] = peak


class PeakEnvelope:
    """The true peak of every few frames of a stream, linked over its channels.

    Args:
        sample_rate_hz: rate of the stream.
        channels: how many channels it has.
        step_frames: frames a value; at most 256.
    """

    def __init__(self, sample_rate_hz: int, channels: int, step_frames: int) -> None:
        self._exact = interpolation_filters(oversampling(sample_rate_hz))
        self._short = _short_filters(sample_rate_hz)
        self._step = step_frames
        self._pending = np.zeros((channels, REACH_FRAMES - 1), np.float32)

    def feed(self, audio: Audio) -> NDArray[np.float32]:
        """Take the next ``(channels, frames)`` block and return the linear peaks that became known."""
        known = np.concatenate([self._pending, audio], axis=1)
        peaks = np.zeros(max(0, (known.shape[1] - _TAPS + 1) // self._step), np.float32)
        _envelope(known, self._exact, self._short, self._step, peaks)
        self._pending = known[:, len(peaks) * self._step :].copy()
        return peaks

    def finish(self) -> NDArray[np.float32]:
        """Return the peaks of what is left, the stream going on in silence."""
        left = self._pending.shape[1] - (REACH_FRAMES - 1)
        blocks = -(-left // self._step)
        padding = blocks * self._step - left + REACH_FRAMES
        return self.feed(np.zeros((self._pending.shape[0], padding), np.float32))[:blocks]


class TruePeakMeter:
    """The largest true peak of a stream.

    Args:
        sample_rate_hz: rate of the stream.
        channels: how many channels it has.
    """

    def __init__(self, sample_rate_hz: int, channels: int) -> None:
        self._envelope = PeakEnvelope(sample_rate_hz, channels, _CHUNK)
        self._peak = 0.0

    def feed(self, audio: Audio) -> None:
        """Take the next block, ``(channels, frames)`` float32."""
        self._peak = max(self._peak, float(np.max(self._envelope.feed(audio), initial=0.0)))

    def finish(self) -> float:
        """Return the true peak in dBTP of all that was fed; ``-inf`` for silence. Nothing can be fed afterwards."""
        self._peak = max(self._peak, float(np.max(self._envelope.finish(), initial=0.0)))
        return to_db(self._peak)


def to_db(amplitude: float) -> float:
    """Return an amplitude in dB relative to full scale; ``-inf`` for zero."""
    return float(20 * np.log10(amplitude)) if amplitude > 0 else -np.inf


def true_peak_dbtp(audio: Audio, sample_rate_hz: int) -> float:
    """Return the true peak of a whole programme, ``(channels, frames)`` float32; ``-inf`` for silence."""
    meter = TruePeakMeter(sample_rate_hz, audio.shape[0])
    meter.feed(audio)
    return meter.finish()
