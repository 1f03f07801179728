"""Finds mains hum by what a voice never does, standing still for minutes, and takes out the lines that are there."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.fft
from numpy.typing import NDArray
from scipy.ndimage import median_filter
from scipy.signal import iirnotch

from audiostudio.audio.dsp.biquad import Audio, BiquadCascade, Sections
from audiostudio.audio.dsp.resample import Resampler

# Mains anywhere is one of these; the net itself stays within half a hertz, slow tapes and cheap clocks within one.
_MAINS_HZ = (50.0, 60.0)
_SEARCH_HZ = 1.0
_SEARCH_STEP_HZ = 0.01
_RATE_HZ = 4_000
_WINDOW_FRAMES = 1 << 14  # lines 0.24 Hz apart
_HOP_FRAMES = _WINDOW_FRAMES // 4
_LEAST_WINDOWS = 4
_MAX_HARMONICS = 30
# The floor under a line is the median this far to both sides.
_FLOOR_HZ = 12.0
# A line stands this far above its floor; the strongest has to stand higher, and have company.
_LINE_DB = 8.0
_STRONGEST_DB = 14.0
_LEAST_LINES = 2
# A notch is this wide for a line that stands still, and wider by its drift.
_LEAST_WIDTH_HZ = 1.5
_WIDTH_PER_DRIFT = 12.0
_WIDEST_SHARE = 0.1
_HEAD_SECONDS = 4.0
_FADE_SECONDS = 1.0


@dataclass(frozen=True)
class Hum:
    """A hum's lines.

    Attributes:
        fundamental_hz: frequency of the mains, as recorded.
        drift_hz: by how much it moved, as a standard deviation.
        harmonics: which multiples of it are there, 1 being the mains itself.
        prominences_db: how far each stands above its floor.
    """

    fundamental_hz: float
    drift_hz: float
    harmonics: tuple[int, ...]
    prominences_db: tuple[float, ...]

    @property
    def frequencies_hz(self) -> tuple[float, ...]:
        """The frequency of each line."""
        return tuple(number * self.fundamental_hz for number in self.harmonics)


class HumMeter:
    """Averages the spectrum of a stream below 2 kHz in decibels, in which only what never pauses stays high.

    Args:
        sample_rate_hz: rate of the stream.
        channels: how many channels it has.
    """

    def __init__(self, sample_rate_hz: int, channels: int) -> None:
        self._resampler = Resampler(sample_rate_hz, _RATE_HZ, channels)
        self._pending = np.zeros((channels, 0), np.float32)
        self._window = np.hanning(_WINDOW_FRAMES).astype(np.float32)
        self._sum_db = np.zeros(_WINDOW_FRAMES // 2 + 1)
        self._spectra: list[NDArray[np.float32]] = []
        self._windows = 0

    def feed(self, audio: Audio) -> None:
        """Take the next ``(channels, frames)`` block."""
        self._pending = np.concatenate([self._pending, self._resampler.process(audio)], axis=1)
        while self._pending.shape[1] >= _WINDOW_FRAMES:
            spectra = scipy.fft.rfft(self._pending[:, :_WINDOW_FRAMES] * self._window)
            power_db = 10 * np.log10((np.abs(spectra) ** 2).sum(axis=0) + 1e-20)
            self._sum_db += power_db
            self._spectra.append(power_db[: int(2.5 * max(_MAINS_HZ) * _WINDOW_FRAMES / _RATE_HZ)].astype(np.float32))
            self._windows += 1
            self._pending = self._pending[:, _HOP_FRAMES:]

    def read(self) -> Hum | None:
        """Return the hum, or ``None`` where there is none, or less than eight seconds to tell it by."""
        if self._windows < _LEAST_WINDOWS:
            return None
        mean_db = self._sum_db / self._windows
        hz_per_bin = _RATE_HZ / _WINDOW_FRAMES
        floor_db = median_filter(mean_db, size=round(2 * _FLOOR_HZ / hz_per_bin), mode="nearest")
        found = [_lines(mean_db - floor_db, mains_hz, hz_per_bin) for mains_hz in _MAINS_HZ]
        fundamental_hz, lines = max(found, key=lambda one: sum(one[1].values()))
        if len(lines) < _LEAST_LINES or max(lines.values()) < _STRONGEST_DB:
            return None
        return Hum(fundamental_hz, self._drift_hz(fundamental_hz, lines), tuple(lines), tuple(lines.values()))

    def _drift_hz(self, fundamental_hz: float, lines: dict[int, float]) -> float:
        """Return how the strongest line within reach wandered from window to window."""
        number = max((n for n in lines if n <= 2), key=lambda n: lines[n], default=0)
        if not number:
            return 0.0
        centre = number * fundamental_hz * _WINDOW_FRAMES / _RATE_HZ
        reach = round(_SEARCH_HZ * _WINDOW_FRAMES / _RATE_HZ)
        first = int(centre) - reach
        peaks = [first + _peak(spectrum[first : first + 2 * reach + 2]) for spectrum in self._spectra]
        # Where a word covers the line its peak lies elsewhere: quartiles do not mind.
        low, high = np.percentile(peaks, [25, 75])
        return float((high - low) / 1.349 * _RATE_HZ / _WINDOW_FRAMES / number)


def _lines(prominence_db: NDArray[np.float64], mains_hz: float, hz_per_bin: float) -> tuple[float, dict[int, float]]:
    """Return the fundamental near ``mains_hz`` that explains most, and the prominence of each of its lines."""
    bins = np.arange(len(prominence_db))
    numbers = np.arange(1, _MAX_HARMONICS + 1)
    candidates_hz = np.arange(mains_hz - _SEARCH_HZ, mains_hz + _SEARCH_HZ + _SEARCH_STEP_HZ / 2, _SEARCH_STEP_HZ)
    at_lines = np.interp(np.outer(candidates_hz, numbers) / hz_per_bin, bins, prominence_db)
    best = int(np.argmax(np.where(at_lines >= _LINE_DB, at_lines, 0).sum(axis=1)))
    lines = {int(n): float(db) for n, db in zip(numbers, at_lines[best], strict=True) if db >= _LINE_DB}
    return _refined_hz(prominence_db, float(candidates_hz[best]), lines, hz_per_bin), lines


def _refined_hz(
    prominence_db: NDArray[np.float64], fundamental_hz: float, lines: dict[int, float], hz_per_bin: float
) -> float:
    """Return the fundamental by the exact places of its lines, each counting by its number and its clarity."""
    weighted = total = 0.0
    for number, clarity_db in lines.items():
        first = round(number * fundamental_hz / hz_per_bin) - 2
        weighted += number * clarity_db * (first + _peak(prominence_db[first : first + 5])) * hz_per_bin
        total += number**2 * clarity_db
    return weighted / total if total else fundamental_hz


def _peak(values_db: NDArray[Any]) -> float:
    """Return where a curve is highest, between its points by a parabola."""
    top = int(np.clip(np.argmax(values_db), 1, len(values_db) - 2))
    left, middle, right = (float(value) for value in values_db[top - 1 : top + 2])
    bend = left - 2 * middle + right
    return top + (0.5 * (left - right) / bend if bend < 0 else 0.0)


def notches(hum: Hum, sample_rate_hz: int) -> Sections:
    """Return a second-order notch for each line, ``(lines, 5)``, as wide as its drift asks."""
    sections = []
    for number, hz in zip(hum.harmonics, hum.frequencies_hz, strict=True):
        if hz < 0.45 * sample_rate_hz:
            width_hz = max(_LEAST_WIDTH_HZ, _WIDTH_PER_DRIFT * number * hum.drift_hz)
            b, a = iirnotch(hz, hz / min(width_hz, max(_LEAST_WIDTH_HZ, _WIDEST_SHARE * hz)), sample_rate_hz)
            sections.append([*b, *a[1:]])
    return np.array(sections)


class HumRemoval:
    """Takes a hum's lines out of a stream.

    A narrow notch needs a second to learn what it takes out, in which the hum would still be heard. So the head of the
    stream is filtered backwards, from where the notches know the hum to its first sample, and faded into the rest.

    Args:
        hum: what a `HumMeter` found.
        sample_rate_hz: rate of the stream.
        channels: how many channels it has.
    """

    def __init__(self, hum: Hum, sample_rate_hz: int, channels: int) -> None:
        self._sections, self._channels = notches(hum, sample_rate_hz), channels
        self._cascade = BiquadCascade(self._sections, channels)
        self._head_frames = round(_HEAD_SECONDS * sample_rate_hz)
        self._fade_frames = round(_FADE_SECONDS * sample_rate_hz)
        self._head: Audio | None = np.zeros((channels, 0), np.float32)

    def process(self, audio: Audio) -> Audio:
        """Take the next ``(channels, frames)`` block and return the frames that are ready."""
        if self._head is None:
            return self._cascade.process(audio)
        missing = self._head_frames - self._head.shape[1]
        self._head = np.concatenate([self._head, audio[:, :missing]], axis=1)
        if audio.shape[1] < missing:
            return audio[:, :0]
        return np.concatenate([self._opened(), self._cascade.process(audio[:, missing:])], axis=1)

    def finish(self) -> Audio:
        """Return the frames still held back."""
        return np.zeros((self._channels, 0), np.float32) if self._head is None else self._opened()

    def _opened(self) -> Audio:
        assert self._head is not None
        head, self._head = self._head, None
        forward = self._cascade.process(head)
        backward = BiquadCascade(self._sections, self._channels).process(head[:, ::-1])[:, ::-1]
        middle = head.shape[1] // 2
        fade_frames = min(self._fade_frames, middle)
        ramp = np.zeros(head.shape[1], np.float32)
        ramp[middle:] = 1
        start = middle - fade_frames // 2
        ramp[start : start + fade_frames] = np.linspace(0, 1, fade_frames, dtype=np.float32)
        return backward + ramp * (forward - backward)
