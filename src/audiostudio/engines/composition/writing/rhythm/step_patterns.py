"""Reads patterns that are written as drum tablature, and fits them to bars of any metre.

A bar is a string of equal steps, sixteen in common time. Bars that follow each other are parted by "/", alternatives
of which a piece takes one by "|". What a sign means is up to who reads it, but "." rests and "-" holds.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from audiostudio.engines.composition.plan import Metre, beat_quarters, beats_per_bar

REST, HOLD = ".", "-"

# Which beats of a bar of common time make a bar of other metres. The last beat is always the last, where the
# back-beat lies; five is three and two.
_SIMPLE_BEATS: dict[Metre, tuple[int, ...]] = {"3/4": (0, 2, 3), "5/4": (0, 2, 3, 0, 1)}
# Where the back-beat of slow grooves lies on the third beat, three beats are the first three, with it at the end.
_HALF_TIME_BEATS: dict[Metre, tuple[int, ...]] = {"3/4": (0, 1, 2), "5/4": (0, 1, 2, 3, 3), "6/8": (0, 2)}


@dataclass(frozen=True, slots=True)
class Step:
    """A sign that is no rest: where it stands in its bar and how long it is held, in counted beats."""

    index: int
    sign: str
    onset_beats: float
    duration_beats: float


@cache
def quarters_per_beat(metre: Metre) -> float:
    """Return how many quarters a counted beat lasts, as a float."""
    return float(beat_quarters(metre))


def bar_start(bar_starts_beats: Sequence[float], beats: float) -> float:
    """Return where the bar begins in which a moment lies; one just short of a bar line is on it."""
    return bar_starts_beats[max(0, bisect_right(bar_starts_beats, beats + 1e-6) - 1)]


def alternatives(tablature: str) -> tuple[tuple[str, ...], ...]:
    """Return the alternatives of a line, each as its bars.

    >>> alternatives("x... | x.../..x.")
    (('x...',), ('x...', '..x.'))
    """
    return tuple(tuple(bar.strip() for bar in one.split("/")) for one in tablature.split("|"))


def lines_of(tablature: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the lines of a block of tablature: their alternatives by their names."""
    rows = (row.strip().partition(" ") for row in tablature.splitlines() if row.strip())
    return {name: alternatives(rest) for name, _, rest in rows}


@lru_cache(maxsize=4096)
def bar_of(bars: tuple[str, ...], written: Metre, bar_index: int, metre: Metre, *, is_half_time: bool) -> str:
    """Return the steps of one bar of a metre, made of bars written in this or another metre.

    Of 2/4 a bar is half of one of 4/4, of 6/8 half of one of 12/8; three and five beats leave beats out or repeat
    them; 7/8 lacks the last eighth; compound metres have three steps a beat, the last of which takes the second half
    of a beat where swing would bring it.

    Raises:
        ValueError: there is no way from one metre to the other.
    """
    if (written, metre) in (("4/4", "2/4"), ("12/8", "6/8")):
        bar = bars[bar_index // 2 % len(bars)]
        half = len(bar) // 2
        return bar[half:] if bar_index % 2 else bar[:half]
    if (written, metre) == ("6/8", "12/8"):
        return bars[2 * bar_index % len(bars)] + bars[(2 * bar_index + 1) % len(bars)]
    bar = bars[bar_index % len(bars)]
    if metre == written:
        return bar
    if written != "4/4":
        raise ValueError(f"no way from {written} to {metre}")
    if metre == "7/8":
        return bar[: len(bar) * 7 // 8]
    beats = [bar[at * len(bar) // 4 : (at + 1) * len(bar) // 4] for at in range(4)]
    if metre in ("6/8", "12/8"):
        beats = [_ternary(beat) for beat in beats]
        if metre == "12/8":
            return "".join(beats)
    chosen = (_HALF_TIME_BEATS if is_half_time else _SIMPLE_BEATS).get(metre, (0, 1))
    return "".join(beats[at] for at in chosen)


def _ternary(beat: str) -> str:
    """Return three steps for four, or what is in triplets as it is."""
    if len(beat) % 3 == 0:
        return beat
    first, second, third, fourth = tuple(beat)
    if third in (REST, HOLD) and fourth not in (REST, HOLD):
        third = fourth
    return first + second + third


def steps(bar: str, metre: Metre, beats: float) -> list[Step]:
    """Return what a bar's string says, for as many beats as the bar really has: it is cut or begins again.

    Args:
        bar: of the metre's usual length, in equal steps.
        metre: says how many beats that is.
        beats: of this bar.
    """
    step_beats = beats_per_bar(metre) / len(bar)
    count = round(beats / step_beats)
    signs = (bar * (1 + count // len(bar)))[:count]
    found = []
    for index, sign in enumerate(signs):
        if sign in (REST, HOLD):
            continue
        end = index + 1
        while end < count and signs[end] == HOLD:
            end += 1
        found.append(Step(index, sign, index * step_beats, (end - index) * step_beats))
    return found
