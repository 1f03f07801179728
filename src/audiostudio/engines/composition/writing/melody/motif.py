"""Invents motifs: a rhythm of a few notes and a contour, of the piece's own, that melodies repeat and turn.

A contour is in steps of a scale from its first note; where it leaps, it steps back afterwards.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

from audiostudio.engines.composition.writing.dice import Dice
from audiostudio.engines.composition.writing.grid import BarGrid
from audiostudio.engines.composition.writing.melody.melody_idioms import MelodyIdiom

_FEWEST, _MOST = 5, 12
_BEAT_WEIGHTS = (0.0, 0.0, 3.0, 4.0, 6.0)
_OFF_BEAT_WEIGHT, _SIXTEENTH_WEIGHT = 3.0, 1.6
_REACH = 6
_LEAP = 3
_COMMON_STEPS = 16
_FEWEST_IN_CELLS = 6
# How much a bar leans on some of its places more than its genre does.
_LEANING = (0.4, 1.6)


@dataclass(frozen=True)
class MotifNote:
    """A note of a motif: where in it, in sixteenths; how many it lasts; scale steps from its first note."""

    step: int
    steps: int
    degree: int


@dataclass(frozen=True)
class Motif:
    """A few notes, of so many sixteenths with the rest behind them."""

    notes: tuple[MotifNote, ...]
    steps: int


def invented_motif(
    dice: Dice, idiom: MelodyIdiom, bar: BarGrid, bars: int, energy: float, ends_within: tuple[float, float]
) -> Motif:
    """Return a new motif.

    Args:
        dice: thrown for it.
        idiom: of the genre.
        bar: a bar of the piece's metre.
        bars: how many it fills.
        energy: 0 to 1; more of it makes more notes.
        ends_within: between which shares of its length the last note begins.
    """
    low, high = idiom.notes_a_bar
    density = (low + (high - low) * energy) * bar.steps / _COMMON_STEPS
    total = max(_FEWEST, min(_MOST + bars, round(density * bars * dice.between(0.8, 1.15))))
    onsets = _onsets(dice, idiom, bar, bars, total, dice.between(*ends_within))
    end = bars * bar.steps
    # Two quarters of the last note's room are heard, the rest is breath.
    lengths = [after - before for before, after in pairwise(onsets)]
    room = end - onsets[-1]
    lengths.append(max(1, min(room - 2, round(room * dice.between(0.5, 0.75)))))
    degrees = _contour(dice, len(onsets), idiom.leaps)
    notes = tuple(map(MotifNote, onsets, lengths, degrees))
    return Motif(notes, end)


def transposed(motif: Motif, degrees: int) -> Motif:
    """Return it some scale steps up, or down: one link of a sequence."""
    return replace(motif, notes=tuple(replace(note, degree=note.degree + degrees) for note in motif.notes))


def inverted(motif: Motif) -> Motif:
    """Return it mirrored about its first note."""
    first = motif.notes[0].degree
    return replace(motif, notes=tuple(replace(note, degree=2 * first - note.degree) for note in motif.notes))


def augmented(motif: Motif) -> Motif:
    """Return its beginning at half the speed."""
    notes = [
        MotifNote(2 * note.step, min(2 * note.steps, motif.steps - 2 * note.step), note.degree)
        for note in motif.notes
        if 2 * note.step < motif.steps - 4
    ]
    return replace(motif, notes=tuple(notes) or motif.notes)


def sequenced_head(motif: Motif, degrees: int) -> Motif:
    """Return its first half twice, the second time some scale steps away."""
    half = motif.steps // 2
    head = [replace(note, steps=min(note.steps, half - note.step)) for note in motif.notes if note.step < half]
    again = [MotifNote(note.step + half, note.steps, note.degree + degrees) for note in head]
    return replace(motif, notes=(*head, *again))


def cut(motif: Motif, steps: int) -> Motif:
    """Return as much of it as fits in so many sixteenths; at least its first note."""
    if steps >= motif.steps:
        return motif
    notes = tuple(
        replace(note, steps=max(1, min(note.steps, steps - note.step))) for note in motif.notes if note.step < steps
    )
    return Motif(notes or (replace(motif.notes[0], step=0, steps=steps),), steps)


def _onsets(dice: Dice, idiom: MelodyIdiom, bar: BarGrid, bars: int, total: int, end_share: float) -> list[int]:
    """Return where notes begin: later bars answer the first one's rhythm more often than not."""
    last = bars * bar.steps * end_share
    a_bar = max(2, round(total / (bars * end_share + 0.4)))
    onsets: list[int] = []
    # Fewer notes make no motif that is known again: denser bars until there are enough, or none can be denser.
    while len(onsets) < _FEWEST and a_bar <= bar.steps // 2:
        first = _bar_rhythm(dice, idiom, bar, a_bar)
        rhythms = [first] + [
            first if dice.chance(0.6) else _bar_rhythm(dice, idiom, bar, a_bar) for _ in range(bars - 1)
        ]
        onsets = [number * bar.steps + step for number, rhythm in enumerate(rhythms) for step in rhythm]
        onsets = [onset for onset in onsets if onset <= last]
        a_bar += 1
    while len(onsets) < 2:
        onsets.append((onsets[-1] if onsets else -bar.pulses[0]) + bar.pulses[0])
    return onsets


def _bar_rhythm(dice: Dice, idiom: MelodyIdiom, bar: BarGrid, count: int) -> list[int]:
    steps = range(bar.steps)
    weights = []
    for step in steps:
        weight = _BEAT_WEIGHTS[bar.weight(step)]
        if bar.weight(step) == 1:
            weight = _OFF_BEAT_WEIGHT * idiom.off_beats
        elif bar.weight(step) == 0:
            weight = _SIXTEENTH_WEIGHT * idiom.sixteenths
        weights.append(weight * dice.between(*_LEANING))
    half = bar.steps // 2
    if count >= _FEWEST_IN_CELLS and bar.steps % 8 == 0 and dice.chance(0.4):  # a cell of half a bar, twice
        cell = dice.sample(range(half), weights[:half], count // 2)
        return [*cell, *(half + step for step in cell)]
    rhythm = dice.sample(list(steps), weights, count)
    # Even notes are everybody's; a rhythm that is the piece's own has long and short ones.
    while count > 2 and len({after - before for before, after in pairwise(rhythm)}) == 1 and dice.chance(0.85):
        rhythm = dice.sample(list(steps), weights, count)
    return rhythm


def _contour(dice: Dice, count: int, leaps: float) -> list[int]:
    """Return a walk by steps with a leap here and there, which is recovered, towards a goal and within a reach."""
    shape = dice.choose(("arch", "fall", "rise", "valley", "wave"))
    span = dice.whole(3, _REACH)
    degrees = [0]
    move = 0
    for number in range(1, count):
        place = number / max(1, count - 1)
        goal = {
            "arch": span * (1 - abs(2 * place - 1.1)),
            "fall": -span * place,
            "rise": span * place,
            "valley": -span * (1 - abs(2 * place - 0.9)),
            "wave": span / 2 * (1 if int(3 * place) % 2 == 0 else -1),
        }[shape]
        towards = 1 if goal > degrees[-1] else -1
        if abs(move) >= _LEAP:
            move = -1 if move > 0 else 1
        elif dice.chance(leaps):
            move = towards * dice.choose((2, 3, 4, 5), (3, 3, 2, 1))
        elif dice.chance(0.14):
            move = 0
        else:
            move = towards if dice.chance(0.72) else -towards
        degrees.append(max(-_REACH, min(_REACH, degrees[-1] + move)))
    return degrees
