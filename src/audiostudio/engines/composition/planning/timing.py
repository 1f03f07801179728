"""Fits whole beats and bars into a length in seconds: a ring-out at the end, a loop without one, hit points between."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from audiostudio.engines.composition.plan import Ending, Metre, beats_per_bar
from audiostudio.engines.composition.planning.figures import SLOWEST_BPM, fastest_bpm

# After the last bar its chord rings: not shorter, or it is cut; not longer, or it is silence.
SHORTEST_RING_S, LONGEST_RING_S = 1.5, 6.0
_IDEAL_RING_S = 2.8
# How far a tempo that nobody asked for may move for a better number of bars, or for hit points.
_FREE_FOR_BARS = 0.04
_FREE_FOR_HITS = 0.08


@dataclass(frozen=True)
class Span:
    """Bars at one tempo.

    Attributes:
        last_bar_beats: beats of the last bar where it is not a whole one.
    """

    bpm: float
    bars: int
    last_bar_beats: int | None

    def duration_s(self, metre: Metre) -> float:
        """Return how long the bars last."""
        whole = beats_per_bar(metre)
        return (whole * (self.bars - 1) + (self.last_bar_beats or whole)) * 60 / self.bpm


def span_of_beats(beats: int, bpm: float, metre: Metre) -> Span:
    """Return bars of so many beats: what is over makes a short last bar, or lengthens it if less than half a bar."""
    whole = beats_per_bar(metre)
    bars, over = divmod(beats, whole)
    if not over:
        return Span(bpm, bars, None)
    if over * 2 < whole and bars:
        return Span(bpm, bars, whole + over)
    return Span(bpm, bars + 1, over)


def fit_piece(
    duration_s: float, bpm: float, metre: Metre, ending: Ending, *, bpm_is_free: bool, usual: tuple[float, float]
) -> Span:
    """Return the bars of a piece that ends by itself.

    A tempo that was asked for is kept, save where not one beat of it fits: then it is doubled until one does. A free
    tempo moves by a few percent to whole beats a minute at which the bars make better phrases.

    Args:
        usual: slowest and fastest tempo that a free one may get.
    """
    low, high = usual
    while True:
        tempos = [bpm]
        if bpm_is_free:
            reach = bpm * _FREE_FOR_BARS
            tempos += [t for t in range(math.ceil(bpm - reach), int(bpm + reach) + 1) if low <= t <= high]
        found = [
            (
                _cost(beats, tempo, duration_s, metre, ending) + 40 * abs(tempo / bpm - 1),
                span_of_beats(beats, tempo, metre),
            )
            for tempo in tempos
            for beats in _beats_that_fit(duration_s, tempo, ending)
        ]
        if found:
            return min(found, key=lambda entry: entry[0])[1]
        bpm *= 2


def _ring_limits_s(duration_s: float, beat_s: float, ending: Ending) -> tuple[float, float]:
    if ending == "fade":
        return 0.0, beat_s * (1 - 1e-9)
    if ending == "stop":
        shortest = min(0.25, 0.1 * duration_s)
        return shortest, min(max(1.5, beat_s + shortest), 0.6 * duration_s)
    # Of a stinger the longest is more than twice the shortest time before it, so that a doubled tempo always fits.
    return min(SHORTEST_RING_S, 0.25 * duration_s), min(LONGEST_RING_S, 0.7 * duration_s)


def _beats_that_fit(duration_s: float, bpm: float, ending: Ending) -> range:
    beat_s = 60 / bpm
    shortest, longest = _ring_limits_s(duration_s, beat_s, ending)
    fewest = max(1, math.ceil((duration_s - longest) / beat_s - 1e-9))
    return range(fewest, math.floor((duration_s - shortest) / beat_s + 1e-9) + 1)


def _cost(beats: int, bpm: float, duration_s: float, metre: Metre, ending: Ending) -> float:
    whole = beats_per_bar(metre)
    bars, over = divmod(beats, whole)
    ring_s = duration_s - beats * 60 / bpm
    ideal_s = {"fade": 0.0, "stop": 0.6}.get(ending, min(_IDEAL_RING_S, 0.45 * duration_s))
    phrases = (
        0.0 if bars % 8 == 0 else 0.3 if bars % 4 == 0 else 0.5 if bars % 4 == 1 else 0.8 if bars % 2 == 0 else 1.3
    )
    return (4.0 if over and bars else 1.0 if over else phrases) + 0.3 * abs(ring_s - ideal_s)


def fit_loop(duration_s: float, bpm: float, metre: Metre, *, bpm_is_free: bool) -> Span:
    """Return whole bars that fill a length to the sample, at the nearest tempo; a free one favours phrases of four."""
    whole = beats_per_bar(metre)
    about = duration_s * bpm / 60 / whole
    most_bpm = fastest_bpm(metre)
    candidates = range(max(1, math.floor(about) - 2), math.ceil(about) + 3)
    possible = [bars for bars in candidates if SLOWEST_BPM <= bars * whole * 60 / duration_s <= most_bpm]
    if not possible:  # shorter than a bar at the fastest tempo
        beats = max(1, min(round(duration_s * bpm / 60), int(duration_s * most_bpm / 60)))
        return Span(beats * 60 / duration_s, 1, beats)

    def cost(bars: int) -> float:
        moved = abs(math.log(bars * whole * 60 / duration_s / bpm))
        return moved + (0.0 if not bpm_is_free or bars % 4 == 0 else 0.03 if bars % 2 == 0 else 0.05)

    bars = min(possible, key=cost)
    return Span(bars * whole * 60 / duration_s, bars, None)


def fit_hits(
    hits_s: Sequence[float],
    duration_s: float,
    bpm: float,
    metre: Metre,
    ending: Ending,
    *,
    bpm_is_free: bool,
    usual: tuple[float, float],
) -> tuple[float, list[Span]]:
    """Return a tempo and the bars between hit points, each at the tempo nearest to it that has whole beats there.

    A free tempo is moved within a few percent to where the most that any passage is off is least.
    """
    edges = [0.0, *hits_s]
    gaps = [after - before for before, after in pairwise(edges)]
    gaps += [duration_s - edges[-1]] if ending == "loop" else []
    if bpm_is_free:
        reach = bpm * _FREE_FOR_HITS
        low, high = usual
        tempos = [float(t) for t in range(math.ceil(bpm - reach), int(bpm + reach) + 1) if low <= t <= high] or [bpm]
        bpm = float(min(tempos, key=lambda tempo: _most_off(gaps, tempo, metre) + 0.1 * abs(tempo / bpm - 1)))
    spans = [
        span_of_beats(_nearest_beats(gap, bpm, metre), _nearest_beats(gap, bpm, metre) * 60 / gap, metre)
        for gap in gaps
    ]
    if ending != "loop":
        spans.append(fit_piece(duration_s - edges[-1], bpm, metre, ending, bpm_is_free=False, usual=usual))
    return bpm, spans


def _nearest_beats(gap_s: float, bpm: float, metre: Metre) -> int:
    """Return the number of beats whose tempo is nearest by ratio, within what can be played."""
    about = gap_s * bpm / 60
    fewest, most = max(1, math.ceil(gap_s * SLOWEST_BPM / 60)), max(1, math.floor(gap_s * fastest_bpm(metre) / 60))
    candidates = {min(max(beats, fewest), most) for beats in (math.floor(about), math.ceil(about))}
    return min(candidates, key=lambda beats: abs(math.log(beats / about)))


def _most_off(gaps_s: Iterable[float], bpm: float, metre: Metre) -> float:
    return max((abs(_nearest_beats(gap, bpm, metre) * 60 / gap / bpm - 1) for gap in gaps_s), default=0.0)
