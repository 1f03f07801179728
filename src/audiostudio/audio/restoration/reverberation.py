"""Hears from speech alone how long its room rings, and lowers what the room adds late."""

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.signal import lfilter, oaconvolve

from audiostudio.audio.dsp.biquad import Audio
from audiostudio.audio.dsp.stft import Analysis, Spectra, Synthesis

_WINDOW_SECONDS = 0.032

# How long a room rings is read off stretches in which a band falls in a straight line: nothing decays faster than the
# room lets it, and where speech stops at once the room is all that is heard. Long rooms need long stretches.
_BANDS_HZ = (400.0, 700.0, 1100.0, 1700.0, 2600.0, 4000.0)
_STRETCHES_SECONDS = (0.2, 0.35, 0.6)
_STRAIGHTNESS = 0.97
_LEAST_FALL_DB = 8.0
_ABOVE_FLOOR_DB = 6.0
_BELOW_TOP_DB = 40.0
_LEAST_STRETCHES = 15
_QUANTILE = 25
# Decays in a dry recording are the voice's own.
DRY_BELOW_S = 0.28
_LONGEST_S = 2.0

# What arrives within fifty milliseconds helps to understand (it is counted as useful in room acoustics); later is the
# room's.
_LATE_AFTER_SECONDS = 0.05
_SMOOTHING_SECONDS = 0.05
# How much of the last window's estimate counts for this one; keeps single bins from ringing.
_MEMORY = 0.85
_FLOOR_DB = -12.0
_TINY = 1e-12


def _window_frames(sample_rate_hz: int) -> int:
    return 4 * round(_WINDOW_SECONDS * sample_rate_hz / 4)


class ReverberationMeter:
    """Estimates the reverberation time (T60) of the room that speech was recorded in.

    Straight decays are found as in Prego et al., "A blind algorithm for reverberation-time estimation using subband
    decomposition of speech signals", JASA 131 (2012). It keeps 20 bytes each 8 ms: 9 MB an hour.

    Args:
        sample_rate_hz: rate of the stream.
        channels: how many channels it has.
    """

    def __init__(self, sample_rate_hz: int, channels: int) -> None:
        size = _window_frames(sample_rate_hz)
        self._analysis = Analysis(channels, size)
        self._windows_per_second = sample_rate_hz / (size // 4)
        hz = np.arange(size // 2 + 1) * sample_rate_hz / size
        self._edges = np.searchsorted(hz, [edge for edge in _BANDS_HZ if edge < sample_rate_hz / 2])
        self._levels: list[NDArray[np.float32]] = []

    def feed(self, audio: Audio) -> None:
        """Take the next ``(channels, frames)`` block."""
        power = (np.abs(self._analysis.push(audio)) ** 2).sum(axis=0)
        bands = np.add.reduceat(power, self._edges, axis=1)[:, :-1]
        self._levels.append((10 * np.log10(bands + _TINY)).astype(np.float32))

    def read_s(self) -> float | None:
        """Return T60 in seconds; ``None`` where too little decays freely to tell."""
        levels_db = np.concatenate([np.zeros((0, len(self._edges) - 1), np.float32), *self._levels])
        found = [self._straight_decays(levels_db, seconds) for seconds in _STRETCHES_SECONDS]
        decays = max(found, key=len)
        if len(decays) < _LEAST_STRETCHES:
            return None
        return min(_LONGEST_S, float(np.percentile(decays, _QUANTILE)))

    def _straight_decays(self, levels_db: NDArray[np.float32], seconds: float) -> NDArray[np.float64]:
        """Return the T60 that each straight decay of a given length stands for."""
        size = round(seconds * self._windows_per_second)
        if len(levels_db) < size:
            return np.zeros(0)
        times = np.arange(size) - (size - 1) / 2
        spread = float((times**2).sum())
        decays = []
        for band_db in levels_db.T:
            band = band_db.astype(np.float64)
            # Sums over every stretch at once: of the levels, of their squares, and of times by levels.
            total = oaconvolve(band, np.ones(size), "valid")
            squares = oaconvolve(band**2, np.ones(size), "valid")
            slope = oaconvolve(band, times[::-1], "valid") / spread
            variation = np.maximum(squares - total**2 / size, 1e-9)
            first, last = band[: len(slope)], band[size - 1 :]
            is_straight = slope**2 * spread > _STRAIGHTNESS * variation
            is_decay = is_straight & (-slope * size > _LEAST_FALL_DB)
            is_decay &= last > np.percentile(band, 2) + _ABOVE_FLOOR_DB
            is_decay &= first > band.max() - _BELOW_TOP_DB
            decays.append(-60 / (slope[is_decay] * self._windows_per_second))
        return np.concatenate(decays)


@njit(cache=True, nogil=True)
def _suppress(power, late, memory, floor, state, gains):  # type: ignore[no-untyped-def]
    """Write Wiener-like gains, their signal-to-reverberation ratio estimated by the decision-directed rule."""
    for window in range(power.shape[0]):
        for k in range(power.shape[1]):
            ratio = power[window, k] / (late[window, k] + _TINY)
            prior = memory * state[k] + (1 - memory) * max(ratio - 1.0, 0.0)
            gain = max(np.sqrt(prior / (1.0 + prior)), floor)
            state[k] = min(gain * gain * ratio, 1e6)
            gains[window, k] = gain


class Dereverberation:
    """Lowers late reverberation by spectral subtraction; all channels get one gain, so the image stays.

    The late part of what is heard now is what was heard a moment ago, decayed (Lebart, Boucher and Denbigh, "A new
    method based on spectral subtraction for speech dereverberation", Acta Acustica 87, 2001); the gain follows the
    decision-directed rule of Ephraim and Malah (1984). Nothing is lowered by more than 12 dB.

    Args:
        t60_s: reverberation time, as a `ReverberationMeter` estimates it.
        sample_rate_hz: rate of the stream.
        channels: how many channels it has.
    """

    def __init__(self, t60_s: float, sample_rate_hz: int, channels: int) -> None:
        size = _window_frames(sample_rate_hz)
        self._analysis, self._synthesis = Analysis(channels, size), Synthesis(channels, size)
        windows_per_second = sample_rate_hz / (size // 4)
        delay = max(1, round(_LATE_AFTER_SECONDS * windows_per_second))
        self._decay = 10 ** (-6 * delay / windows_per_second / t60_s)
        self._smoothing = 1 - np.exp(-1 / (_SMOOTHING_SECONDS * windows_per_second))
        bins = size // 2 + 1
        self._past = np.zeros((delay, bins))
        self._smoothed = np.zeros((1, bins))
        self._ratio = np.zeros(bins)
        self._came = self._left = 0
        self._taken_power, self._whole_power = 0.0, 0.0

    @property
    def reduction_db(self) -> float:
        """By how much the whole became softer so far, in dB, as a positive number."""
        return float(-10 * np.log10((self._taken_power + _TINY) / (self._whole_power + _TINY)))

    def process(self, audio: Audio) -> Audio:
        """Take the next ``(channels, frames)`` block and return the frames that are ready."""
        self._came += audio.shape[1]
        return self._out(self._synthesis.push(self._lowered(self._analysis.push(audio))))

    def finish(self) -> Audio:
        """Return the frames still held back."""
        return self._out(self._synthesis.push(self._lowered(self._analysis.finish())))

    def _lowered(self, spectra: Spectra) -> Spectra:
        windows = spectra.shape[1]
        if not windows:
            return spectra
        power = (np.abs(spectra).astype(np.float64) ** 2).mean(axis=0)
        smooth, self._smoothed = lfilter([self._smoothing], [1, self._smoothing - 1], power, axis=0, zi=self._smoothed)
        heard = np.concatenate([self._past, smooth])
        self._past = heard[windows:]
        gains = np.empty_like(power)
        _suppress(power, heard[:windows] * self._decay, _MEMORY, 10 ** (_FLOOR_DB / 20), self._ratio, gains)
        self._whole_power += float(power.sum())
        self._taken_power += float((power * gains**2).sum())
        lowered: Spectra = spectra * gains.astype(np.float32)
        return lowered

    def _out(self, audio: Audio) -> Audio:
        ready = audio[:, : self._came - self._left]
        self._left += ready.shape[1]
        return ready
