"""Which beat it is at which second, so that notes keep their times in a file whose bars are the music's own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.music.pauses import counted_through
from audiostudio.audio.types import Curve

# Beats that lie this near to a steady tempo share it: nobody hears it, and a tempo for each beat is hard to read.
_TOLERANCE_S = 0.020
# A first beat this near to the beginning, in beats, is taken to be there: a bar of less would be all tempo.
_NEAR_START_BEATS = 0.25


@dataclass(frozen=True)
class WrittenBar:
    """A bar whose metre is known: where it begins, in quarter notes, and its time signature."""

    start: float
    count: int
    unit: int

    @property
    def end(self) -> float:
        """Where the next begins."""
        return self.start + 4 * self.count / self.unit


@dataclass(frozen=True)
class TempoMap:
    """Beats over time, counted from 0 at the beginning of the sound; steady between two knots, and beyond the last.

    Attributes:
        knot_beats: ``(knots,)``, rising from 0, at least two; whole numbers unless bars are written.
        knot_times_s: their times, rising from 0.
        beats_per_bar: of all bars but the first.
        pickup_beats: length of the first bar where it is shorter than the others, else 0.
        is_estimated: whether the beats were found in the music; else the map is a steady ruler.
        written_bars: the bars of music that was written and not heard, whose beats are quarter notes here; the last
            one's metre goes on. They replace ``beats_per_bar`` and ``pickup_beats``.
    """

    knot_beats: Curve
    knot_times_s: Curve
    beats_per_bar: int = 4
    pickup_beats: int = 0
    is_estimated: bool = True
    written_bars: tuple[WrittenBar, ...] = ()

    def beats_at(self, times_s: "Curve | Sequence[float]") -> Curve:
        """Return the beat, as a fraction, at each time, ``(times,)``."""
        times = np.asarray(times_s, np.float64)
        beyond = (times - self.knot_times_s[-1]) / self._last_beat_s
        inside = np.interp(times, self.knot_times_s, self.knot_beats)
        return np.asarray(inside + np.maximum(0, beyond), np.float64)

    def times_at(self, beats: "Curve | Sequence[float]") -> Curve:
        """Return the time of each beat in seconds, ``(beats,)``."""
        places = np.asarray(beats, np.float64)
        beyond = (places - self.knot_beats[-1]) * self._last_beat_s
        inside = np.interp(places, self.knot_beats, self.knot_times_s)
        return np.asarray(inside + np.maximum(0, beyond), np.float64)

    @property
    def tempi(self) -> list[tuple[float, float]]:
        """Each beat at which the tempo changes, and the tempo from there on, in beats a minute."""
        bpm = 60 * np.diff(self.knot_beats) / np.diff(self.knot_times_s)
        return [(float(beat), float(tempo)) for beat, tempo in zip(self.knot_beats[:-1], bpm, strict=True)]

    @property
    def time_signatures(self) -> list[tuple[float, int, int]]:
        """Each beat at which the metre changes, and how many of which note value a bar has from there on."""
        if not self.written_bars:
            changes: list[tuple[float, int, int]] = [(float(self.pickup_beats), self.beats_per_bar, 4)]
            return [(0.0, self.pickup_beats, 4), *changes] if self.pickup_beats else changes
        changes = []
        for bar in self.written_bars:
            if not changes or changes[-1][1:] != (bar.count, bar.unit):
                changes.append((bar.start, bar.count, bar.unit))
        return changes

    def bar_starts(self, beats: float) -> list[float]:
        """Return the beats at which bars begin, from 0 to the first at or behind ``beats``."""
        if self.written_bars:
            return self._written_starts(beats)
        starts = [0.0]
        step = self.pickup_beats or self.beats_per_bar
        while starts[-1] < beats or len(starts) < 2:
            starts.append(starts[-1] + step)
            step = self.beats_per_bar
        return starts

    def _written_starts(self, beats: float) -> list[float]:
        starts = [bar.start for bar in self.written_bars if bar.start < beats] or [0.0]
        last = self.written_bars[len(starts) - 1]
        starts.append(last.end)
        while starts[-1] < beats:
            starts.append(starts[-1] + last.end - last.start)
        return starts

    @property
    def _last_beat_s(self) -> float:
        return float(np.diff(self.knot_times_s)[-1] / np.diff(self.knot_beats)[-1])


def steady_tempo_map(bpm: float = 120.0) -> TempoMap:
    """Return a steady tempo in 4/4 that says nothing about the music."""
    return TempoMap(np.array([0.0, 1.0]), np.array([0.0, 60 / bpm]), is_estimated=False)


def tempo_map(
    beat_times_s: Curve, downbeat_indices: NDArray[np.int64] | None = None, beats_per_bar: int | None = None
) -> TempoMap:
    """Return the map of beats that were heard.

    The time before the first beat, and pauses, are filled with whole beats; bars are counted from where most downbeats
    agree, so where a recording drops a beat its later bars are displaced. Without downbeats the first beat begins a bar
    of four.

    Args:
        beat_times_s: ``(beats,)``, rising, none below 0; at least two.
        downbeat_indices: which of them begin a bar.
        beats_per_bar: how many make a bar.
    """
    beats, numbers = counted_through(np.asarray(beat_times_s, np.float64))
    first_beat_s = float(beats[1] - beats[0])
    lead = float(beats[0]) / first_beat_s
    if lead < _NEAR_START_BEATS:
        lead_beats = 0
        beats = np.concatenate([[0.0], beats[1:]])
    else:
        lead_beats = max(1, round(lead))
        beats = np.concatenate([np.arange(lead_beats) * beats[0] / lead_beats, beats])
    per_bar = beats_per_bar or 4
    phase = 0
    if downbeat_indices is not None and len(downbeat_indices):
        phase = int(np.bincount(numbers[np.asarray(downbeat_indices)] % per_bar).argmax())
    knots = _knots(beats)
    return TempoMap(knots.astype(np.float64), beats[knots], per_bar, (lead_beats + phase) % per_bar)


def _knots(times_s: Curve) -> NDArray[np.int64]:
    """Return the beats between which straight lines pass all others within tolerance (Douglas and Peucker, 1973)."""
    kept, waiting = {0, len(times_s) - 1}, [(0, len(times_s) - 1)]
    while waiting:
        first, last = waiting.pop()
        line = np.linspace(times_s[first], times_s[last], last - first + 1)
        error = np.abs(times_s[first : last + 1] - line)
        worst = int(error.argmax())
        if error[worst] > _TOLERANCE_S:
            kept.add(first + worst)
            waiting += [(first, first + worst), (first + worst, last)]
    return np.array(sorted(kept), np.int64)
