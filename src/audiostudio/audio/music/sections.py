"""How a programme is built: where its parts change, and which parts are the same again."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.signal import find_peaks

from audiostudio.audio.music.beats import BeatGrid
from audiostudio.audio.music.chroma import pitch_activity
from audiostudio.audio.music.features import STEP_RATE_HZ, MusicFeatures
from audiostudio.audio.music.pauses import counted_through
from audiostudio.audio.music.unavailable import Unavailable
from audiostudio.audio.types import Curve

_PIECE_S = 2.0
_SHORTEST_S = 20.0
_SHORTEST_SECTION_S = 8.0
_MOST_PIECES = 2_000
_KERNEL_S = 10.0
_LEAST_NOVELTY = 0.35
_SAME = 0.72
_SILENT_POWER = 1e-8


@dataclass(frozen=True)
class Section:
    """A part of a programme.

    Attributes:
        start_s, end_s: its time.
        label: "A", "B", ...; parts that sound alike have the same.
        energy: 0 to 1, its loudness among the programme's sections, 0 being 20 dB or more below the loudest.
        level_db: its mean power, dB relative to full scale.
    """

    start_s: float
    end_s: float
    label: str
    energy: float
    level_db: float


def find_sections(features: MusicFeatures, beats: BeatGrid | Unavailable | None = None) -> list[Section] | Unavailable:
    """Find sections, which begin on downbeats where those are known.

    Boundaries are the peaks of the novelty that a checkerboard kernel finds along the diagonal of a self-similarity
    matrix of harmony, timbre and level (Foote, "Automatic audio segmentation using a measure of audio novelty", 2000).

    Returns:
        sections that follow one another from 0 to the end, or why there are none.
    """
    if features.duration_s < _SHORTEST_S:
        return Unavailable(f"Too short: sections take at least {_SHORTEST_S:g} seconds.")
    power = features.power
    if not (power > _SILENT_POWER).any():
        return Unavailable("It is silent.")
    edges = _edges(features.duration_s, beats)
    described = _described(features, edges)
    boundaries = [0, *_boundaries(described, edges), len(described)]
    labels = _labels(described, boundaries)
    levels_db = [_level_db(power, edges[a], edges[b]) for a, b in pairwise(boundaries)]
    loudest = max(levels_db)
    return [
        Section(float(edges[a]), float(edges[b]), label, max(0.0, 1 + (level_db - loudest) / 20), level_db)
        for (a, b), label, level_db in zip(pairwise(boundaries), labels, levels_db, strict=True)
    ]


def _edges(duration_s: float, beats: BeatGrid | Unavailable | None) -> Curve:
    """Return the borders of bars (pairs of beats where bars are unknown), or of pieces of two seconds."""
    if not isinstance(beats, BeatGrid):
        times = np.arange(0, duration_s, _PIECE_S)
    elif len(beats.downbeat_indices) > 1:
        times = beats.beat_times_s[beats.downbeat_indices]
    else:
        times = beats.beat_times_s[::4]
    if isinstance(beats, BeatGrid):
        bar_s = float(np.median(np.diff(times))) if len(times) > 1 else _PIECE_S
        times, _ = counted_through(times)
        before = np.arange(times[0] - bar_s, 0, -bar_s)[::-1]
        times = np.concatenate([before, times, np.arange(times[-1] + bar_s, duration_s, bar_s)])
    inside = times[(times > 0.5) & (times < duration_s - 0.5)]
    inside = inside[:: max(1, -(-len(inside) // _MOST_PIECES))]
    edges: Curve = np.concatenate([[0.0], inside, [duration_s]])
    return edges


def _described(features: MusicFeatures, edges: Curve) -> Curve:
    """Return ``(pieces, dimensions)``: harmony, timbre and level of each piece, each kind of the same weight."""
    activity = pitch_activity(features, edges)
    chroma = np.sqrt(activity.treble + 0.5 * activity.bass)
    chroma /= np.linalg.norm(chroma, axis=1, keepdims=True) + 1e-9
    numbers = np.clip(np.round(edges * STEP_RATE_HZ).astype(int), 0, len(features.timbre_db) - 1)
    floor_db = features.timbre_db.max() - 70
    bands_db = np.maximum(features.timbre_db, floor_db).astype(np.float64)
    timbre = np.stack([bands_db[a : max(a + 1, b)].mean(axis=0) for a, b in pairwise(numbers)])
    flux = np.stack([_flux(features, a, b) for a, b in pairwise(edges)])
    return np.concatenate([_weighed(chroma, 0.7), _weighed(timbre, 1.0), _weighed(flux, 0.6)], axis=1)


def _flux(features: MusicFeatures, start_s: float, end_s: float) -> Curve:
    start = min(len(features.flux) - 1, round(start_s * 100))
    mean: Curve = features.flux[start : max(start + 1, round(end_s * 100))].mean(axis=0, dtype=np.float64)
    return np.sqrt(mean)


def _weighed(rows: Curve, weight: float) -> Curve:
    centred = rows - rows.mean(axis=0)
    spread = np.sqrt(np.mean(np.sum(centred**2, axis=1)))
    weighed: Curve = weight * centred / (spread + 1e-9)
    return weighed


def _similarity(described: Curve) -> Curve:
    """Return how alike pieces are, 1 for the same, by their distance beside the usual one."""
    squares = (described**2).sum(axis=1)
    distances = np.maximum(0, squares[:, None] + squares - 2 * described @ described.T)
    similarity: Curve = np.exp(-distances / (distances.mean() + 1e-9))
    return similarity


def _boundaries(described: Curve, edges: Curve) -> list[int]:
    pieces = len(described)
    piece_s = (edges[-1] - edges[0]) / pieces
    reach = int(np.clip(round(_KERNEL_S / piece_s), 2, 32))
    if pieces < 2 * reach:
        return []
    similarity = np.pad(_similarity(_smoothed(described)), reach, mode="edge")
    side = np.arange(-reach, reach) + 0.5
    taper = np.exp(-0.5 * (side / (0.5 * reach)) ** 2)
    kernel = np.outer(np.sign(side) * taper, np.sign(side) * taper)
    novelty = np.array([np.sum(kernel * similarity[i : i + 2 * reach, i : i + 2 * reach]) for i in range(pieces + 1)])
    novelty /= np.abs(kernel).sum() / 2
    distance = max(1, round(_SHORTEST_SECTION_S / piece_s))
    novelty[:distance] = novelty[pieces + 1 - distance :] = 0
    peaks, _ = find_peaks(novelty, height=_LEAST_NOVELTY * max(0.2, float(novelty.max())), distance=distance)
    return [int(peak) for peak in peaks]


def _smoothed(described: Curve) -> Curve:
    """Return the pieces with two neighbours on each side, so that a change of chord is no change of section."""
    padded = np.pad(described, ((1, 1), (0, 0)), mode="edge")
    smoothed: Curve = (padded[:-2] + padded[1:-1] + padded[2:]) / 3
    return smoothed


def _labels(described: Curve, boundaries: list[int]) -> list[str]:
    """Return a letter for each section; it takes that of the most alike before it, where that is alike enough."""
    means = np.stack([described[a:b].mean(axis=0) for a, b in pairwise(boundaries)])
    spread = np.mean(np.sum((described - described.mean(axis=0)) ** 2, axis=1)) + 1e-9
    names: list[int] = []
    for number, mean in enumerate(means):
        alike = np.exp(-np.sum((means[:number] - mean) ** 2, axis=1) / spread)
        best = int(alike.argmax()) if number else 0
        names.append(names[best] if number and alike[best] > _SAME else max(names, default=-1) + 1)
    return [_letter(name) for name in names]


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else f"{chr(ord('A') + number % 26)}{number // 26}"


def _level_db(power: Curve, start_s: float, end_s: float) -> float:
    start = min(len(power) - 1, round(start_s * STEP_RATE_HZ))
    part = power[start : max(start + 1, round(end_s * STEP_RATE_HZ))]
    return float(10 * np.log10(max(part.mean(), 1e-12)))
