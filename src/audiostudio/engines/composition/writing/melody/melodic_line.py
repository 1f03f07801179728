"""Finds the keys of a melody: near the contour it should have, chord notes on strong beats, few leaps, a good end."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_NEVER = 1e6
# What a note strange to the chord costs, in semitones away from the contour, by its weight. Middle strong beats may
# now and then lean on one, as suspensions and appoggiaturas do.
_STRANGE = (0.2, 1.2, 4.0, 8.0)
_OF_PLACE, _OF_INTERVAL = 0.2, 0.75
_FIFTH, _SIXTH, _OCTAVE = 7, 9, 12
_OF_REPEAT = 2.0
_OF_MISSED_CLIMAX, _OF_IMPOSSIBLE_LEAP = 60.0, 200.0


@dataclass(frozen=True)
class LineNote:
    """A note whose key is to be found.

    Attributes:
        target: where the contour wants it, as a key; may be a fraction.
        interval: how far from the note before the contour wants it, in semitones; None at a beginning.
        weight: 3 on a down-beat or long, 2 on another strong beat, 1 on a beat, 0 elsewhere.
        chord: pitch classes that fit.
        palette: pitch classes that may be used, those of the chord among them or not.
        ends: pitch classes, the best first, that it may be as the last of a phrase; empty for others.
        lowest: below which it had better not go, as a climax; 0 for other notes.
        highest: above which it may not go.
        tastes: twelve costs, by pitch class, that make one of equally good ways the piece's own.
    """

    target: float
    interval: float | None
    weight: int
    chord: tuple[int, ...]
    palette: tuple[int, ...]
    ends: tuple[int, ...]
    highest: int
    lowest: int = 0
    tastes: tuple[float, ...] = (0.0,) * 12


def found_keys(notes: Sequence[LineNote], lowest: int, highest: int, before: int | None = None) -> list[int]:
    """Return the keys of a phrase, the cheapest way through all of them (Viterbi, 1967).

    Args:
        notes: of the phrase; at least one.
        lowest, highest: keys that may be used.
        before: the last key of the phrase before, from which a leap is dear too.
    """
    keys = np.arange(lowest, highest + 1)
    move = keys[None, :] - keys[:, None]
    leap = _leap_cost(move)
    cost = _own_cost(notes[0], keys)
    if before is not None:
        cost = cost + 0.5 * _leap_cost(keys - before)
    back: list[NDArray[np.int_]] = []
    for note in notes[1:]:
        wanted = note.interval or 0.0
        through = cost[:, None] + leap + _OF_INTERVAL * np.abs(move - wanted)
        if abs(wanted) >= 1:
            through = through + _OF_REPEAT * (move == 0)
        best = through.argmin(axis=0)
        back.append(best)
        cost = through[best, np.arange(len(keys))] + _own_cost(note, keys)
    place = int(cost.argmin())
    places = [place]
    for best in reversed(back):
        place = int(best[place])
        places.append(place)
    return [int(keys[place]) for place in reversed(places)]


def _own_cost(note: LineNote, keys: NDArray[np.int_]) -> NDArray[np.float64]:
    pitch_classes = keys % 12
    in_chord = _among(note.chord)[pitch_classes]
    allowed = in_chord | _among(note.palette)[pitch_classes]
    cost = _OF_PLACE * np.abs(keys - note.target) + np.where(in_chord, 0.0, _STRANGE[note.weight])
    cost = cost + np.array(note.tastes)[pitch_classes] + np.where(allowed & (keys <= note.highest), 0.0, _NEVER)
    cost = cost + np.where(keys < note.lowest, _OF_MISSED_CLIMAX, 0.0)
    if note.ends:
        ends = np.full(12, 30.0)
        for rank, pitch_class in reversed(list(enumerate(note.ends))):
            ends[pitch_class] = 1.5 * rank
        cost = cost + ends[pitch_classes]
    return np.asarray(cost, np.float64)


@lru_cache(maxsize=1024)
def _among(pitch_classes: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return for each of the twelve pitch classes whether it is one of those."""
    among = np.zeros(12, np.bool_)
    among[list(pitch_classes)] = True
    return among


def _leap_cost(move: NDArray[np.int_]) -> NDArray[np.float64]:
    size = np.abs(move)
    cost = 0.25 * np.maximum(0, size - 4) + np.where(size > _FIFTH, 1.5, 0.0) + np.where(size > _SIXTH, 2.0, 0.0)
    # Nobody sings tritones and sevenths without need.
    cost = cost + np.where((size == 6) | (size == 10) | (size == 11), 2.0, 0.0)
    return np.asarray(cost + np.where(size > _OCTAVE, _OF_IMPOSSIBLE_LEAP, 0.0), np.float64)
