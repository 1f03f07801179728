"""What a programme sounds like in figures: its long-term spectrum, its levels and its rhythm, measured in one pass."""

from dataclasses import dataclass

import numpy as np
import scipy.fft
from numpy.typing import NDArray
from scipy.signal import find_peaks

from audiostudio.audio.types import Audio, Curve

# Sixths of an octave around 1 kHz, over what is heard.
GRID_HZ: Curve = 1000 * 2.0 ** (np.arange(-34, 26) / 6)
_SMOOTHING_OCTAVES = 1 / 3

_LONG_SECONDS = 0.19  # tells 30 Hz from 36 Hz
_SHORT_SECONDS = 0.023  # tells one hit from the next
_STEPS_PER_SECOND = 100
_LEVELS_DB: Curve = np.arange(-100.0, 20.0, 0.5)
# A level this far below the programme's mean is a pause between sounds.
_PAUSE_LU = 30.0
_ONSET_BANDS_HZ: Curve = 40 * 2.0 ** (np.arange(19) / 2)
_LOW_ONSETS_BELOW_HZ = 160.0
_ONSET_FLOOR = 1e-6
_TONAL_HZ = (200.0, 10_000.0)
_BEATS_PER_MINUTE = (60.0, 180.0)
_SYLLABLES_HZ = (2.5, 8.0)
_EMPTY_DB = -200.0


@dataclass(frozen=True)
class Spectrum:
    """Long-term average spectra on `GRID_HZ`, smoothed to a third of an octave.

    Attributes:
        mid_db: power density of the middle, dB relative to full scale per hertz; NaN above the programme's band.
        side_db: the same of the side; ``None`` for mono.
    """

    mid_db: Curve
    side_db: Curve | None


@dataclass(frozen=True)
class Levels:
    """How often each level occurs, in steps of 10 ms of the louder channel.

    Attributes:
        counts: how many steps lie at each of `centres_db`.
    """

    counts: NDArray[np.int64]

    @property
    def centres_db(self) -> Curve:
        """The levels counted, ``(240,)``, RMS in dB relative to full scale."""
        return _LEVELS_DB + 0.25

    @property
    def mean_db(self) -> float:
        """The level of the mean power."""
        return float(10 * np.log10(np.dot(self.counts, 10 ** (self.centres_db / 10)) / max(1, self.counts.sum())))

    @property
    def pauses(self) -> float:
        """The share of steps that lie 30 dB or more below the mean."""
        below = self.centres_db < self.mean_db - _PAUSE_LU
        return float(self.counts[below].sum() / max(1, self.counts.sum()))

    def sounding(self) -> NDArray[np.int64]:
        """Return the counts, ``(240,)``, without those of pauses."""
        return np.where(self.centres_db < self.mean_db - _PAUSE_LU, 0, self.counts)


@dataclass(frozen=True)
class Rhythm:
    """How a programme moves.

    Attributes:
        onsets_per_second: how often something begins.
        pulse: 0 to 1, how regularly; the highest autocorrelation of its onsets between 60 and 180 beats a minute.
        tempo_bpm: beats a minute of that regularity; a half or the double is as likely to be felt.
        low_pulse: the same regularity of what begins below 160 Hz: kick drum and bass.
        flatness_db: how much like noise single moments are: 0 for white noise, below -20 for few pure tones.
        syllables: share of the loudness's movement that is as fast as syllables, 2.5 to 8 Hz.
    """

    onsets_per_second: float
    pulse: float
    tempo_bpm: float
    low_pulse: float
    flatness_db: float
    syllables: float


@dataclass(frozen=True)
class Descriptors:
    """Everything together."""

    spectrum: Spectrum
    levels: Levels
    rhythm: Rhythm


class _Windows:
    """Cuts a stream into overlapping windows."""

    def __init__(self, channels: int, size: int, hop: int) -> None:
        self._size, self._hop = size, hop
        self._window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)).astype(np.float32)
        self._window /= np.sqrt(np.square(self._window).sum())
        self._pending = np.zeros((channels, 0), np.float32)

    def powers(self, audio: Audio) -> NDArray[np.float32]:
        """Return ``(channels, windows, size / 2 + 1)`` powers; for noise each is its mean square."""
        known = np.concatenate([self._pending, audio], axis=1)
        count = max(0, (known.shape[1] - self._size) // self._hop + 1)
        self._pending = known[:, count * self._hop :].copy()
        if not count:
            return np.zeros((known.shape[0], 0, self._size // 2 + 1), np.float32)
        cut = np.lib.stride_tricks.sliding_window_view(known, self._size, axis=1)[:, :: self._hop][:, :count]
        spectra = scipy.fft.rfft(cut * self._window)
        power: NDArray[np.float32] = spectra.real**2 + spectra.imag**2
        return power

    def last(self) -> NDArray[np.float32]:
        """Return the powers of what is left, filled up with silence."""
        return self.powers(np.zeros((self._pending.shape[0], self._size - self._pending.shape[1]), np.float32))


class DescriptorMeter:
    """Computes the descriptors of a stream of one or two channels, in memory that grows by 2 KB a second.

    Args:
        sample_rate_hz: rate of the stream.
        channels: how many channels it has.
    """

    def __init__(self, sample_rate_hz: int, channels: int) -> None:
        self._rate, self._channels = sample_rate_hz, channels
        long, short = (1 << round(np.log2(seconds * sample_rate_hz)) for seconds in (_LONG_SECONDS, _SHORT_SECONDS))
        self._long = _Windows(channels, long, long // 2)
        self._power, self._windows = np.zeros((channels, long // 2 + 1)), 0
        self._step = round(sample_rate_hz / _STEPS_PER_SECOND)
        self._short = _Windows(1, short, self._step)
        short_hz: Curve = np.fft.rfftfreq(short, 1 / sample_rate_hz).astype(np.float64)
        self._rest = np.zeros((channels, 0), np.float32)
        self._counts = np.zeros(len(_LEVELS_DB), np.int64)
        self._onsets = _Onsets(short_hz)

    def feed(self, audio: Audio) -> None:
        """Take the next block, ``(channels, frames)`` float32."""
        sums: Audio = audio
        if self._channels == 2:
            sums = np.stack([audio[0] + audio[1], audio[0] - audio[1]]) * np.float32(0.5)
        self._count(audio)
        self._add(self._long.powers(sums))
        self._onsets.feed(self._short.powers(sums[:1])[0])

    def read(self) -> Descriptors:
        """Return the descriptors of all that was fed; nothing can be fed afterwards."""
        if not self._windows:  # shorter than a window
            self._add(self._long.last())
        density = self._power / max(1, self._windows) * 2 / self._rate
        hz: Curve = np.fft.rfftfreq(2 * (density.shape[1] - 1), 1 / self._rate).astype(np.float64)
        curves = [_smoothed_db(hz, one, self._rate) for one in density]
        spectrum = Spectrum(curves[0], curves[1] if self._channels == 2 else None)
        return Descriptors(spectrum, Levels(self._counts), self._onsets.read())

    def _add(self, powers: NDArray[np.float32]) -> None:
        self._power += powers.sum(axis=1, dtype=np.float64)
        self._windows += powers.shape[1]

    def _count(self, audio: Audio) -> None:
        known = np.concatenate([self._rest, audio], axis=1)
        steps = known.shape[1] // self._step
        self._rest = known[:, steps * self._step :].copy()
        cut = known[:, : steps * self._step].reshape(self._channels, steps, self._step)
        powers = np.einsum("cst,cst->cs", cut, cut).max(axis=0) / self._step
        levels = 10 * np.log10(np.maximum(powers, 1e-12))
        numbers = np.clip((2 * (levels - _LEVELS_DB[0])).astype(np.int64), 0, len(_LEVELS_DB) - 1)
        self._counts += np.bincount(numbers, minlength=len(_LEVELS_DB))


class _Onsets:
    """Follows what begins, from short spectra 10 ms apart."""

    def __init__(self, hz: Curve) -> None:
        edges = np.searchsorted(hz, _ONSET_BANDS_HZ)
        wide_enough = np.flatnonzero(np.diff(edges) > 0)
        self._starts, self._ends = edges[wide_enough], edges[wide_enough + 1]
        self._low = int((_ONSET_BANDS_HZ[wide_enough] < _LOW_ONSETS_BELOW_HZ).sum())
        self._tonal = slice(*np.searchsorted(hz, _TONAL_HZ))
        self._loudest, self._before = 1e-10, np.zeros((0, len(wide_enough)))
        self._rises: list[Curve] = []
        self._low_rises: list[Curve] = []
        self._heights: list[Curve] = []
        self._flatness, self._flat_steps = 0.0, 0

    def feed(self, powers: NDArray[np.float32]) -> None:
        if not len(powers):
            return
        totals = np.concatenate([np.zeros((len(powers), 1)), powers.cumsum(axis=1, dtype=np.float64)], axis=1)
        bands = totals[:, self._ends] - totals[:, self._starts]
        # The floor follows the loudest so far, so that the same music at another level gives the same answer.
        self._loudest = max(self._loudest, float(bands.max()))
        levels = 10 * np.log10(np.maximum(bands, self._loudest * _ONSET_FLOOR))
        known = np.concatenate([self._before, levels])
        rises = np.maximum(known[2:] - known[:-2], 0)
        self._before = known[-2:]
        self._rises.append(rises.mean(axis=1))
        self._low_rises.append(rises[:, : self._low].mean(axis=1))
        self._heights.append(levels.mean(axis=1))
        sounding = powers[bands.max(axis=1) > self._loudest * 1e-4, self._tonal].astype(np.float64) + 1e-20
        self._flatness += float(
            (10 * np.log10(sounding)).mean(axis=1).sum() - 10 * np.log10(sounding.mean(axis=1)).sum()
        )
        self._flat_steps += len(sounding)

    def read(self) -> Rhythm:
        rises, low, heights = (
            np.concatenate([np.zeros(0), *parts]) for parts in (self._rises, self._low_rises, self._heights)
        )
        if len(rises) < 2 * _STEPS_PER_SECOND:
            return Rhythm(0.0, 0.0, 0.0, 0.0, self._flatness / max(1, self._flat_steps), 0.0)
        peaks, _ = find_peaks(rises, distance=5, prominence=3.0)
        pulse, tempo_bpm = _pulse(rises)
        return Rhythm(
            onsets_per_second=len(peaks) * _STEPS_PER_SECOND / len(rises),
            pulse=pulse,
            tempo_bpm=tempo_bpm,
            low_pulse=_pulse(low)[0],
            flatness_db=self._flatness / max(1, self._flat_steps),
            syllables=_syllables(heights),
        )


def _smoothed_db(hz: Curve, density: Curve, sample_rate_hz: int) -> Curve:
    """Return densities averaged under a Gaussian on the logarithmic axis, no narrower than a bin and a half."""
    octaves = np.log2(np.maximum(hz, hz[1] / 2))
    curve = np.full(len(GRID_HZ), np.nan)
    for number, centre_hz in enumerate(GRID_HZ):
        if centre_hz > 0.46 * sample_rate_hz:
            break
        width = max(_SMOOTHING_OCTAVES / 2.355, 0.64 * np.log2(1 + hz[1] / centre_hz))
        weights = np.exp(-0.5 * ((octaves - np.log2(centre_hz)) / width) ** 2)
        weights[0] = 0
        mean = np.dot(weights, density) / weights.sum()
        curve[number] = 10 * np.log10(mean) if mean > 0 else _EMPTY_DB
    return curve


def _pulse(rises: Curve) -> tuple[float, float]:
    """Return the highest normalised autocorrelation at a beat's distance, and its beats a minute."""
    centred = rises - rises.mean()
    transformed = scipy.fft.rfft(centred, scipy.fft.next_fast_len(2 * len(centred)))
    correlation = scipy.fft.irfft(np.abs(transformed) ** 2)
    first, last = (round(60 * _STEPS_PER_SECOND / bpm) for bpm in reversed(_BEATS_PER_MINUTE))
    if correlation[0] <= 0 or len(centred) <= last:
        return 0.0, 0.0
    # Fewer pairs overlap at longer distances; every lag gets the mean over its own.
    lags = np.arange(first, last + 1)
    shares = correlation[lags] / correlation[0] * len(centred) / (len(centred) - lags)
    best = int(np.argmax(shares))
    return float(max(0.0, shares[best])), float(60 * _STEPS_PER_SECOND / lags[best])


def _syllables(heights: Curve) -> float:
    spectrum = np.abs(scipy.fft.rfft(heights - heights.mean())) ** 2
    hz = np.fft.rfftfreq(len(heights), 1 / _STEPS_PER_SECOND)
    moving = spectrum[(hz > 0.2) & (hz < 20)].sum()
    low, high = _SYLLABLES_HZ
    return float(spectrum[(hz > low) & (hz < high)].sum() / moving) if moving > 0 else 0.0
