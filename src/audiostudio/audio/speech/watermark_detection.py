"""Finds the mark of `watermark` in a sound, and bounds how often it would be found where it is not.

How much louder or softer each cell is than its neighbours is compared with the pattern, at every offset. To a sound
that knows nothing of the pattern its signs are tosses of fair coins, so a sum of ``z`` times its own norm has a
probability of at most ``exp(-z² / 2)``, whatever the sound is (Hoeffding, "Probability inequalities for sums of bounded
random variables", 1963); over all offsets, speeds and sections that are tried, the bounds add up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np
import scipy.fft
from scipy.ndimage import uniform_filter1d

from audiostudio.audio.dsp.downmix import MonoDownmix
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.speech.watermark import BANDS, EDGES_HZ, SLOT_S, SLOTS, pattern
from audiostudio.audio.types import Audio, Curve, Mono

FALSE_ALARM = 1e-6  # at most, for a whole file
USUAL_SPEED = (1.0,)
# What was sped up or slowed down with its pitch; a hundredth between two is no matter for the comparison.
SPEEDS = (1.0, *(round(1 + sign * step / 100, 2) for step in range(1, 7) for sign in (-1, 1)))

_RATE_HZ = 16_000
_SECTION = 6 * _RATE_HZ
_LEAST = _RATE_HZ // 5  # what is shorter cannot be told
_BEYOND_DOUBT = 10.0  # no number of sections needs more
_HOP = 128
_HOPS_PER_SLOT = round(SLOT_S * _RATE_HZ / _HOP)
_OFFSETS = SLOTS * _HOPS_PER_SLOT
_WINDOW = 640
_BINS_WINDOW = 1024
_HANN = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
_LOUD_HOPS = 25
_FLOOR_DB = -60.0
_NEIGHBOUR_HOPS, _NEIGHBOUR_BANDS = 15, 5
_MOST_DB = 6.0


@dataclass(frozen=True)
class Section:
    """A few seconds of a sound.

    Attributes:
        start_s: where it begins.
        end_s: where it ends.
        score: how well the pattern fits, in norms: 2 to 4 without a mark, more with every second of a mark.
        speed: at which it fits best, 1 being as it was made.
        is_marked: whether the score is out of reach of a sound without the mark.
    """

    start_s: float
    end_s: float
    score: float
    speed: float
    is_marked: bool


@dataclass(frozen=True)
class Detection:
    """What was found in a sound.

    Attributes:
        sections: of the sound in order, none of a sound shorter than a fifth of a second.
        false_alarm: a bound on the probability that a sound without the mark has a section with such a score.
    """

    sections: tuple[Section, ...]
    false_alarm: float

    @property
    def is_marked(self) -> bool:
        """Whether any of it is."""
        return any(section.is_marked for section in self.sections)

    @property
    def marked_s(self) -> float:
        """How much of it is, to a section."""
        return round(sum(section.end_s - section.start_s for section in self.sections if section.is_marked), 3)

    @property
    def duration_s(self) -> float:
        """How long it is."""
        return self.sections[-1].end_s if self.sections else 0.0


class WatermarkMeter:
    """Looks for the mark in a stream.

    Args:
        sample_rate_hz: of the stream.
        speeds: at which to compare; the first that fits is enough.
    """

    def __init__(self, sample_rate_hz: int, speeds: Sequence[float] = SPEEDS) -> None:
        self._speeds, self._signs = speeds, pattern().astype(np.float64)
        self._downmix = MonoDownmix(sample_rate_hz)
        self._resampler = Resampler(sample_rate_hz, _RATE_HZ, channels=1)
        self._pending: Audio = np.zeros((1, 0), np.float32)
        self._lengths_s: list[float] = []
        self._best: list[tuple[float, float]] = []

    def feed(self, block: Audio) -> None:
        """Take ``(channels, frames)``; channels are heard together."""
        mono = self._resampler.process(self._downmix.process(block))
        self._pending = np.concatenate([self._pending, mono], axis=1)
        while self._pending.shape[1] >= 2 * _SECTION:
            self._score_section(self._pending[0, :_SECTION])
            self._pending = self._pending[:, _SECTION:]

    def read(self) -> Detection:
        """End the stream, and tell what was found in it."""
        last = [self._resampler.process(self._downmix.finish()), self._resampler.finish()]
        rest = np.concatenate([self._pending, *last], axis=1)[0]
        for part in np.array_split(rest, max(1, round(rest.size / _SECTION))):
            self._score_section(part)
        tried = max(1, len(self._best) * _OFFSETS * len(self._speeds))
        needed = sqrt(2 * log(tried / FALSE_ALARM))
        ends_s = np.cumsum(self._lengths_s)
        sections = tuple(
            Section(round(end_s - length_s, 3), round(end_s, 3), round(score, 2), speed, score >= needed)
            for end_s, length_s, (score, speed) in zip(ends_s.tolist(), self._lengths_s, self._best, strict=True)
        )
        highest = max((score for score, _ in self._best), default=0.0)
        return Detection(sections, min(1.0, tried * exp(-(highest**2) / 2)))

    def _score_section(self, sound: Mono) -> None:
        """Keep the highest score of a section, and the speed at which it is reached."""
        if sound.size < _LEAST:
            return
        best = 0.0, 1.0
        for speed in self._speeds:
            best = max(best, (float(_scores(_contrasts(sound, speed), self._signs).max()), speed))
            if best[0] >= _BEYOND_DOUBT:
                break
        self._best.append(best)
        self._lengths_s.append(sound.size / _RATE_HZ)


def _contrasts(sound: Mono, speed: float) -> Curve:
    """Return how much each band is louder than its neighbourhood in dB, ``(hops, BANDS)``.

    Args:
        sound: ``(frames,)``.
        speed: at which it runs, compared with when it was made.
    """
    hops = int((sound.size - _WINDOW) * speed // _HOP) + 1
    starts = np.rint(np.arange(hops) * (_HOP / speed)).astype(int)
    framed = np.lib.stride_tricks.sliding_window_view(sound, _WINDOW)[starts[starts <= sound.size - _WINDOW]]
    powers = np.abs(scipy.fft.rfft(framed * _HANN, _BINS_WINDOW)) ** 2
    first = np.searchsorted(np.fft.rfftfreq(_BINS_WINDOW, 1 / _RATE_HZ), EDGES_HZ * speed)
    bands = np.add.reduceat(powers, first, axis=1)[:, :BANDS] / np.diff(first)
    loudest = uniform_filter1d(bands.max(axis=1), _LOUD_HOPS)
    levels_db = 10 * np.log10(bands + 10 ** (_FLOOR_DB / 10) * loudest[:, None] + 1e-12)
    levels_db -= uniform_filter1d(levels_db, _NEIGHBOUR_HOPS, axis=0, mode="nearest")
    levels_db -= uniform_filter1d(levels_db, _NEIGHBOUR_BANDS, axis=1, mode="nearest")
    contrasts: Curve = np.clip(levels_db, -_MOST_DB, _MOST_DB)
    return contrasts


def _scores(contrasts: Curve, signs: Curve) -> Curve:
    """Return how well the pattern fits at each offset, ``(offsets,)``: the sum of what its signs say, over its norm."""
    hops = np.zeros((-(-contrasts.shape[0] // _OFFSETS) * _OFFSETS, BANDS))
    hops[: contrasts.shape[0]] = contrasts
    period = hops.reshape(-1, _OFFSETS, BANDS).sum(axis=0)
    turned = np.conj(scipy.fft.rfft(signs, axis=0))
    scores = np.zeros((_HOPS_PER_SLOT, SLOTS))
    for phase in range(_HOPS_PER_SLOT):
        cells = np.roll(period, -phase, axis=0).reshape(SLOTS, _HOPS_PER_SLOT, BANDS).sum(axis=1)
        sums = scipy.fft.irfft((scipy.fft.rfft(cells, axis=0) * turned).sum(axis=1), SLOTS)
        scores[phase] = sums / max(1e-9, sqrt(float(np.square(cells).sum())))
    return scores.ravel()
