"""Divides bars of any metre into sixteenths and pulses, so that rhythms written for four beats fit all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from audiostudio.engines.composition.plan import Metre, beat_quarters
from audiostudio.engines.composition.writing.context import ChordContext, SectionContext

_SIXTEENTHS_PER_QUARTER = 4
_PATTERN_PULSE = 4
# Where the four sixteenths of a written pulse fall in one of six: long, short, as triplets do.
_IN_SIX = (0, 2, 4, 4)
_SIX = 6
_STRONG = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in a bar: where, for how many sixteenths, and what the pattern says there."""

    step: int
    symbol: str
    steps: int


@dataclass(frozen=True)
class BarGrid:
    """A bar in sixteenths.

    Attributes:
        number: which of its section, from 0.
        start_beats, beats: in counted beats from the section's beginning.
        step_beats: how long a sixteenth is.
        pulses: sixteenths of each pulse, four or, in compound pulses, six.
    """

    number: int
    start_beats: float
    beats: float
    step_beats: float
    pulses: tuple[int, ...]

    @property
    def steps(self) -> int:
        """How many sixteenths it has."""
        return sum(self.pulses)

    @property
    def end_beats(self) -> float:
        """Where the next begins."""
        return self.start_beats + self.beats

    @property
    def pulse_starts(self) -> tuple[int, ...]:
        """The sixteenths at which pulses begin."""
        return tuple(accumulate(self.pulses, initial=0))[:-1]

    @property
    def strong_steps(self) -> tuple[int, ...]:
        """The sixteenths that are strong beats: the first pulse, and in bars of even pulses every other."""
        return tuple(step for step, weight in enumerate(_weights(self.pulses)) if weight >= _STRONG)

    def beat_of(self, step: float) -> float:
        """Return where a sixteenth is, in counted beats from the section's beginning."""
        return self.start_beats + step * self.step_beats

    def weight(self, step: int) -> int:
        """Return how strong a place is: 4 the down-beat, 3 other strong beats, 2 beats, 1 eighths, 0 sixteenths."""
        return _weights(self.pulses)[step]


@lru_cache(maxsize=64)
def _weights(pulses: tuple[int, ...]) -> tuple[int, ...]:
    starts = tuple(accumulate(pulses, initial=0))[:-1]
    strong = starts[:1]
    if pulses[0] == _SIX:
        strong = starts
    elif len(starts) % 2 == 0:
        strong = starts[::2]
    return tuple(
        4 if step == 0 else _STRONG if step in strong else 2 if step in starts else 1 - step % 2
        for step in range(sum(pulses))
    )


def bar_grids(context: SectionContext) -> tuple[BarGrid, ...]:
    """Return the bars of a section."""
    return _bar_grids(context.bar_starts_beats, context.metre)


@lru_cache(maxsize=512)
def _bar_grids(bar_starts_beats: tuple[float, ...], metre: Metre) -> tuple[BarGrid, ...]:
    quarters = beat_quarters(metre)
    step_beats = float(1 / (_SIXTEENTHS_PER_QUARTER * quarters))
    grids = []
    for number, (start, end) in enumerate(pairwise(bar_starts_beats)):
        beats = round(end - start)
        grids.append(BarGrid(number, start, float(end - start), step_beats, _pulses(metre, beats)))
    return tuple(grids)


def _pulses(metre: Metre, beats: int) -> tuple[int, ...]:
    """Return the pulses of a bar of so many counted beats: the metre's own, or of the odd bar's beats."""
    if metre != "7/8":
        return (int(_SIXTEENTHS_PER_QUARTER * beat_quarters(metre)),) * beats
    # Eighths go in twos, and three at the end of an odd number; one alone is a pulse of its own.
    if beats == 1:
        return (2,)
    return (4,) * (beats // 2) if beats % 2 == 0 else (*(4,) * (beats // 2 - 1), _SIX)


@lru_cache(maxsize=4096)
def hits(pattern: str, pulses: tuple[int, ...], bar_number: int = 0) -> tuple[Hit, ...]:
    """Return where a pattern strikes in a bar of such pulses.

    A pattern is written in sixteenths: a letter strikes, ``-`` holds, ``.`` is silent; bars of a longer one are parted
    by ``|`` and follow each other. It begins anew where the bar is longer, and is cut where it is shorter.

    >>> [hit.step for hit in hits("x..x..x.x...x...", (6, 6))]
    [0, 4, 10]
    """
    bars = pattern.split("|")
    written = bars[bar_number % len(bars)]
    starts = tuple(accumulate(pulses, initial=0))
    length = len(written)
    found: dict[int, Hit] = {}
    for place in range(_PATTERN_PULSE * len(pulses)):
        symbol = written[place % length]
        if symbol in ".-":
            continue
        held = 1
        while place + held < _PATTERN_PULSE * len(pulses) and written[(place + held) % length] == "-":
            held += 1
        start, end = (_fitted(at, pulses, starts) for at in (place, place + held))
        if start < starts[-1] and start not in found:
            found[start] = Hit(start, symbol, max(1, min(end, starts[-1]) - start))
    return tuple(found.values())


def _fitted(place: int, pulses: tuple[int, ...], starts: tuple[int, ...]) -> int:
    pulse, within = divmod(place, _PATTERN_PULSE)
    if pulse >= len(pulses):
        return starts[-1]
    return starts[pulse] + (_IN_SIX[within] if pulses[pulse] == _SIX else min(within, pulses[pulse]))


def chord_at(context: SectionContext, beats: float) -> ChordContext:
    """Return the chord that sounds at a place of the section, in counted beats."""
    for chord in context.chords:
        if beats < chord.end_beats - 1e-6:
            return chord
    return context.chords[-1]


def chord_pieces(context: SectionContext, start_beats: float, end_beats: float) -> Iterator[tuple[float, float, int]]:
    """Yield a stretch cut at changes of chord: its beginning, its end and the chord's number."""
    for number, chord in enumerate(context.chords):
        start, end = max(start_beats, chord.start_beats), min(end_beats, chord.end_beats)
        if end - start > 1e-6:
            yield start, end, number
