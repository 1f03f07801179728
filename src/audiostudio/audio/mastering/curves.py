"""What a programme does over time and over the spectrum, in as few points as a picture shows."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.dsp.biquad import Audio
from audiostudio.audio.dsp.stream import ahead
from audiostudio.audio.mastering.analysis import Report, reported
from audiostudio.audio.mastering.descriptors import GRID_HZ, PortraitMeter
from audiostudio.audio.meters.loudness import SHORT_TERM_SECONDS, LoudnessMeter

POINTS = 240
_LOUDNESS_PER_SECOND = 100
_CORRELATIONS_PER_SECOND = 10
# Every second point of the grid: thirds of an octave.
THIRDS_HZ: NDArray[np.float64] = GRID_HZ[::2]
# Sound that is softer than this beside the programme's mean says nothing of its image.
_SILENT_SHARE = 1e-6


@dataclass(frozen=True)
class Curves:
    """One programme's curves; NaN where there is nothing to tell.

    Attributes:
        seconds: its length.
        short_term_lufs: loudness over 3 s at `POINTS` moments, evenly spread over the length.
        correlation: of its two channels at the same moments; ``None`` for mono.
        thirds_db: power in each third of an octave around `THIRDS_HZ`, relative to their sum.
    """

    seconds: float
    short_term_lufs: NDArray[np.float64]
    correlation: NDArray[np.float64] | None
    thirds_db: NDArray[np.float64]


def hear_curves(path: Path, report: Report) -> Curves:
    """Decode a file of one or two channels and draw its curves.

    Raises:
        AudioError: the file cannot be decoded.
    """
    with open_audio(path) as reader:
        rate_hz, channels = reader.sample_rate_hz, reader.channels
        loudness = LoudnessMeter(rate_hz, channels)
        portrait = PortraitMeter(rate_hz, channels)
        image = _ImageOverTime(rate_hz) if channels == 2 else None
        expected = reader.frames or round(reader.duration_s * rate_hz) or 1
        for block in reported(ahead(reader.blocks()), expected, report):
            loudness.feed(block)
            portrait.feed(block)
            if image:
                image.feed(block)
        seconds = reader.decoded_frames / rate_hz
    return Curves(
        seconds=seconds,
        short_term_lufs=_short_term(loudness.short_term_lufs(), seconds),
        correlation=image.read() if image else None,
        thirds_db=_thirds(portrait.read().spectrum.mid_db),
    )


def thinned(values: NDArray[np.floating], points: int = POINTS) -> NDArray[np.float64]:
    """Return the highest of each of ``points`` equal parts of a curve; NaN for a curve without values."""
    if not len(values):
        return np.full(points, np.nan)
    starts = np.arange(points) * len(values) // points
    highest: NDArray[np.float64] = np.maximum.reduceat(values, starts).astype(np.float64)
    return highest


def _short_term(lufs: NDArray[np.float64], seconds: float) -> NDArray[np.float64]:
    """Put each value at the middle of its 3 s, so that what is heard at a moment stands there."""
    if not len(lufs):
        return np.full(POINTS, np.nan)
    before = round(SHORT_TERM_SECONDS / 2 * _LOUDNESS_PER_SECOND)
    after = max(0, round(seconds * _LOUDNESS_PER_SECOND) - before - len(lufs))
    placed = np.concatenate([np.full(before, -np.inf), lufs, np.full(after, -np.inf)])
    curve = thinned(placed)
    curve[~np.isfinite(curve)] = np.nan
    return curve


def _thirds(mid_db: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn densities into the power of thirds of an octave, whose width grows with their frequency."""
    levels_db = (mid_db + 10 * np.log10(GRID_HZ))[::2]
    total = np.nansum(10 ** (levels_db / 10))
    relative: NDArray[np.float64] = levels_db - 10 * np.log10(total) if total > 0 else levels_db
    return relative


class _ImageOverTime:
    """The correlation of two channels in each tenth of a second."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._step = sample_rate_hz // _CORRELATIONS_PER_SECOND
        self._pending = np.zeros((2, 0), np.float32)
        self._sums: list[NDArray[np.float64]] = []

    def feed(self, audio: Audio) -> None:
        known = np.concatenate([self._pending, audio], axis=1)
        steps = known.shape[1] // self._step
        self._pending = known[:, steps * self._step :].copy()
        left, right = known[:, : steps * self._step].reshape(2, steps, self._step)
        products = [np.einsum("ij,ij->i", one, other) for one, other in ((left, left), (right, right), (left, right))]
        self._sums.append(np.array(products, np.float64))

    def read(self) -> NDArray[np.float64]:
        sums = np.concatenate([np.zeros((3, 0)), *self._sums], axis=1)
        count = sums.shape[1]
        if not count:
            return np.full(POINTS, np.nan)
        edges = np.arange(POINTS + 1) * count // POINTS
        starts, ends = edges[:-1], np.maximum(edges[1:], edges[:-1] + 1)
        totals = np.concatenate([np.zeros((3, 1)), np.cumsum(sums, axis=1)], axis=1)
        left, right, cross = totals[:, ends] - totals[:, starts]
        norm = np.sqrt(np.maximum(left * right, 0))
        floor = _SILENT_SHARE * np.sqrt(sums[0].mean() * sums[1].mean())
        curve: NDArray[np.float64] = np.where(norm > floor, cross / np.maximum(norm, 1e-30), np.nan)
        return curve
