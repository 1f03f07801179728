"""Where the beats of a programme are, how fast they go, and the bars upon them."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from audiostudio.audio.music.beat_tracking import Progress, track_beats
from audiostudio.audio.music.features import FRAME_RATE_HZ, MusicFeatures
from audiostudio.audio.music.grid_ranking import CandidateGrid, rank_grids
from audiostudio.audio.music.grid_traits import STEADY_OCTAVES, Evidence, gather_evidence, period_s
from audiostudio.audio.music.metre import Metre, find_metre
from audiostudio.audio.music.pauses import is_pause, sounding_spans
from audiostudio.audio.music.tempo import candidate_pulses, leaps_s
from audiostudio.audio.music.tempo_changes import TempoSegment, main_bpm, tempo_segments
from audiostudio.audio.music.unavailable import Unavailable
from audiostudio.audio.types import Curve

_SHORTEST_S = 5.0
_SAME_OCTAVES = np.log2(1.03)
_FEWEST_BEATS = 8
_AROUND_BEATS = 17
_SHORTEST_LAG = 25
# Real beginnings rise by more than this in the flux's logarithmic units; the trembling of a held tone does not.
_LEAST_RISE = 0.1
# How far behind its end, at most, a part of one tempo is listened to for where the next one begins.
_OVERLAP_S = 4
# Chance recurs too, the more so the shorter a sound is.
_LEAST_CLARITY, _CHANCE = 0.03, 18.0


def no_progress(share: float) -> None:
    """Do nothing with the share that is done."""


@dataclass(frozen=True)
class Tempo:
    """A tempo that a programme may be heard in.

    Attributes:
        bpm: beats a minute.
        confidence: 0 to 1, among all that were considered.
    """

    bpm: float
    confidence: float


@dataclass(frozen=True)
class BeatGrid:
    """The beats of a programme.

    Attributes:
        tempo_bpm: tempo of the whole, of a line fitted to the beats; where it wanders, the mean, and where it
            leaps, the median over time.
        confidence: 0 to 1, how likely `tempo_bpm` is the tempo that people would name.
        beat_times_s: ``(beats,)``, rising; none in pauses.
        segments: the stretches of one tempo, in order, at least one.
        downbeat_indices: which beats begin a bar; empty where no metre stands out.
        beats_per_bar: 3 or 4; ``None`` where no metre stands out.
        metre_confidence: 0 to 1.
        alternatives: other tempi it may be heard in, likeliest first: mostly half, double, or by thirds.
        tempo_stability: 0 to 1, the share of steps within 4 % of the tempo around them and of the whole; below about
            0.6 the tempo is free, and one number says little.
        pulse_clarity: 0 to 1, how much of the onsets' movement recurs at the beat.
    """

    tempo_bpm: float
    confidence: float
    beat_times_s: Curve
    segments: tuple[TempoSegment, ...]
    downbeat_indices: NDArray[np.int64]
    beats_per_bar: int | None
    metre_confidence: float
    alternatives: tuple[Tempo, ...]
    tempo_stability: float
    pulse_clarity: float


def estimate_beats(features: MusicFeatures, tick: Progress = no_progress) -> BeatGrid | Unavailable:
    """Find tempo, beats and bars.

    Args:
        features: of the programme.
        tick: called several times a second of work with the share that is done; may raise to stop.

    Returns:
        the beats, or why there are none: too short, silent, or nothing recurs.
    """
    spans = sounding_spans(features)
    sounding_s = float(np.diff(spans, axis=1).sum()) / FRAME_RATE_HZ
    if features.duration_s < _SHORTEST_S:
        return Unavailable(f"Too short: a tempo takes at least {_SHORTEST_S:g} seconds.")
    heard = [features.flux[first:last].max(axis=1) for first, last in spans]
    if not heard or np.quantile(np.concatenate(heard), 0.99) < _LEAST_RISE:
        return Unavailable("Nothing begins in it: it is silent or does not change.")
    parts = _parts(features, spans, tick)
    if not parts:
        return Unavailable("No pulse: nothing in it recurs at the distance of beats.")
    beats_s = _joined(parts)
    clarity = float(np.average([part.clarity for part in parts], weights=[part.seconds for part in parts]))
    if clarity * _evenness(beats_s) ** 4 < _LEAST_CLARITY + _CHANCE / sounding_s**2:
        return Unavailable("No pulse: what begins in it keeps no beat.")
    best, *others = max(parts, key=lambda part: part.seconds).tempi
    segments = tempo_segments(beats_s)
    metre: Metre = find_metre(features, beats_s)
    return BeatGrid(
        tempo_bpm=main_bpm(segments),
        confidence=best.confidence,
        beat_times_s=beats_s,
        segments=tuple(segments),
        downbeat_indices=metre.downbeat_indices,
        beats_per_bar=metre.beats_per_bar,
        metre_confidence=metre.confidence,
        alternatives=tuple(others[:3]),
        tempo_stability=_stability(beats_s),
        pulse_clarity=clarity,
    )


@dataclass(frozen=True)
class _Part:
    """What is found between two leaps of the tempo.

    Attributes:
        start_s: where it begins, as far as can be told before its beats are known.
        seconds: how long it lasts.
        beats_s: its beats, and some beyond its borders.
        strength: of the onsets at these, ``(beats,)``.
        tempi: it may be heard in, the likeliest first.
        clarity: of its pulse.
    """

    start_s: float
    seconds: float
    beats_s: Curve
    strength: Curve
    tempi: list[Tempo]
    clarity: float


def _parts(features: MusicFeatures, spans: NDArray[np.int64], tick: Progress) -> list[_Part]:
    """Return the parts of a programme between leaps of its tempo: each is heard by itself, octave and all."""
    evidence = gather_evidence(features, spans)
    leaps = leaps_s(evidence.tempogram)
    if not leaps:
        return _found(features, evidence, spans, (0.0, features.duration_s), tick)
    edges = [0, *leaps, int(np.ceil(features.duration_s))]
    parts: list[_Part] = []
    for number, (start, end) in enumerate(pairwise(edges)):
        first, last = max(0, start - _OVERLAP_S), min(edges[-1], end + _OVERLAP_S)
        piece = features.between(first, last)
        heard = np.clip(spans - first * FRAME_RATE_HZ, 0, len(piece.flux))
        heard = heard[heard[:, 1] > heard[:, 0]]
        if not len(heard):
            continue

        def part_done(share: float, before: int = number) -> None:
            tick((before + share) / (len(edges) - 1))

        found = _found(piece, gather_evidence(piece, heard), heard, (float(start), float(end)), part_done)
        parts += [replace(part, beats_s=part.beats_s + first) for part in found]
    return parts


def _found(
    features: MusicFeatures, evidence: Evidence, spans: NDArray[np.int64], place_s: tuple[float, float], tick: Progress
) -> list[_Part]:
    """Return one part, or none where nothing recurs."""
    grids = rank_grids(evidence, candidate_grids(evidence, spans, tick))
    if not grids:
        return []
    beats_s, tempi = _by_tempo(grids)
    near = np.round(beats_s * FRAME_RATE_HZ).astype(int)[:, None] + np.arange(-2, 3)
    strength = evidence.strength[np.clip(near, 0, len(evidence.strength) - 1)].max(axis=1)
    start_s, end_s = place_s
    return [_Part(start_s, end_s - start_s, beats_s, strength, tempi, _clarity(evidence, beats_s))]


def _joined(parts: list[_Part]) -> Curve:
    """Return the beats of all parts: of two neighbours those of the first up to where the second's are the stronger."""
    beats_s, strength = parts[0].beats_s, parts[0].strength
    for part in parts[1:]:
        old_step, new_step = period_s(beats_s), period_s(part.beats_s)
        inside = np.abs(part.beats_s - part.start_s) <= _OVERLAP_S
        switches = np.flatnonzero(inside)
        gains = []
        for switch in switches:
            kept = beats_s < part.beats_s[switch] - 0.6 * old_step
            gains.append(old_step * strength[kept].sum() + new_step * part.strength[switch:].sum())
        first = int(switches[int(np.argmax(gains))]) if gains else int(np.searchsorted(part.beats_s, part.start_s))
        if first == len(part.beats_s):
            continue
        kept = beats_s < part.beats_s[first] - 0.6 * old_step
        beats_s = np.concatenate([beats_s[kept], part.beats_s[first:]])
        strength = np.concatenate([strength[kept], part.strength[first:]])
    return beats_s


def candidate_grids(evidence: Evidence, spans: NDArray[np.int64], tick: Progress = no_progress) -> list[Curve]:
    """Return the times of beats a programme may be heard in: several tempi, each on and between the hits.

    Args:
        evidence: of the programme.
        spans: what of it sounds.
        tick: as in `estimate_beats`.
    """
    found: list[Curve] = []
    pulses = candidate_pulses(evidence.tempogram)
    for number, pulse in enumerate(pulses):

        def part_done(share: float, before: int = number) -> None:
            tick((before + share) / len(pulses))

        on = track_beats(evidence.strength, evidence.tempogram, pulse, spans, part_done)
        if len(on) < _FEWEST_BEATS or any(len(on) == len(other) and np.allclose(on, other) for other in found[::2]):
            continue
        between = (on[:-1] + np.diff(on) / 2)[~is_pause(on)]
        found += [on, between]
    return found


def _by_tempo(grids: list[CandidateGrid]) -> tuple[Curve, list[Tempo]]:
    """Return the beats of the likeliest tempo, and the tempi, likeliest first; grids of one tempo add up.

    Args:
        grids: the likeliest first.
    """
    tempi: list[Tempo] = []
    beats: list[Curve] = []
    for grid in grids:
        bpm = main_bpm(tempo_segments(grid.beats_s))
        same = next((n for n, other in enumerate(tempi) if abs(np.log2(bpm / other.bpm)) < _SAME_OCTAVES), None)
        if same is None:
            tempi.append(Tempo(bpm, grid.likelihood))
            beats.append(grid.beats_s)
        else:
            tempi[same] = Tempo(tempi[same].bpm, tempi[same].confidence + grid.likelihood)
    order = sorted(range(len(tempi)), key=lambda number: -tempi[number].confidence)
    return beats[order[0]], [tempi[number] for number in order]


def _clarity(evidence: Evidence, beats_s: Curve) -> float:
    """Return how much more of what begins recurs at a beat's distance, or a few, than at any other, 0 to 1."""
    tempogram = evidence.tempogram
    periods = median_filter(np.diff(beats_s)[~is_pause(beats_s)], _AROUND_BEATS, mode="nearest")
    starts = beats_s[:-1][~is_pause(beats_s)]
    rows = np.clip(np.round(starts).astype(int), 0, len(tempogram.shares) - 1)
    usual = float(np.median(tempogram.mean[_SHORTEST_LAG:]))
    most = -1.0
    for beats in (1, 2, 3, 4):
        lags = np.round(beats * periods * FRAME_RATE_HZ).astype(int)
        inside = lags < tempogram.longest
        if inside.all():
            most = max(most, float(tempogram.shares[rows, lags].mean()))
    return max(0.0, min(1.0, (most - usual) / max(1e-9, 1 - usual)))


def _evenness(beats_s: Curve) -> float:
    """Return the share of steps that keep the tempo around them, whatever it becomes later."""
    steps = np.diff(beats_s)[~is_pause(beats_s)]
    around = median_filter(steps, _AROUND_BEATS, mode="nearest")
    return float((np.abs(np.log2(steps / around)) < STEADY_OCTAVES).mean())


def _stability(beats_s: Curve) -> float:
    """Return the share of steps that keep the tempo of the whole."""
    steps = np.diff(beats_s)[~is_pause(beats_s)]
    return float((np.abs(np.log2(steps / np.median(steps))) < STEADY_OCTAVES).mean())
