"""Puts notes on the grid that musicians read: sixteenths, or triplets where a beat holds those."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.notation.notes import Note
from audiostudio.audio.notation.tempo_map import TempoMap

Grid = Literal["auto", "1/8", "1/16", "1/8T"]

# Sixteenths are three steps, eighths of a triplet four.
STEPS_PER_BEAT = 12
_STEPS: dict[Grid, int] = {"1/8": 6, "1/16": 3, "1/8T": 4}
# A beat is read in triplets only where that is clearly nearer, by this much of a beat in the mean.
_TRIPLET_MARGIN = 0.01


@dataclass(frozen=True)
class GridNote:
    """A note on the grid.

    Attributes:
        onset: in steps of a `STEPS_PER_BEAT`-th of a beat from the beginning.
        duration: in the same steps, at least one step of the grid.
        midi_pitch: its key.
        velocity: 1 to 127.
    """

    onset: int
    duration: int
    midi_pitch: int
    velocity: int


def quantise(notes: Sequence[Note], tempo_map: TempoMap, grid: Grid = "auto") -> list[GridNote]:
    """Return the notes on the grid, in order of onset, then pitch; notes of one key never overlap.

    Of notes that fall on one place and key, the loudest stays.

    Args:
        notes: what was played.
        tempo_map: where the beats are.
        grid: ``auto`` chooses sixteenths or eighths of a triplet for each beat, by the onsets in it.
    """
    if not notes:
        return []
    onsets = tempo_map.beats_at([note.onset_s for note in notes])
    offsets = tempo_map.beats_at([note.offset_s for note in notes])
    step_of_beat = _step_of_beat(onsets, int(max(onsets.max(), offsets.max())) + 2, grid)
    starts, ends = _snapped(onsets, step_of_beat), _snapped(offsets, step_of_beat)
    ends = np.maximum(ends, starts + step_of_beat[starts // STEPS_PER_BEAT])
    kept: dict[tuple[int, int], GridNote] = {}
    for note, start, end in zip(notes, starts.tolist(), ends.tolist(), strict=True):
        place = (start, note.midi_pitch)
        if place not in kept or kept[place].velocity < note.velocity:
            kept[place] = GridNote(start, end - start, note.midi_pitch, note.velocity)
    return _without_overlaps(sorted(kept.values(), key=lambda note: (note.onset, note.midi_pitch)))


def _step_of_beat(onsets: NDArray[np.float64], beats: int, grid: Grid) -> NDArray[np.int64]:
    """Return the grid's step for each beat."""
    if grid != "auto":
        return np.full(beats, _STEPS[grid], np.int64)
    straight, triplet = (_errors(onsets, _STEPS[name]) for name in ("1/16", "1/8T"))
    # An onset just before a beat is that beat's, and says nothing about the grid of the one it lies in.
    beat = np.floor(onsets + 0.5 / 4).astype(np.int64)
    count = np.maximum(1, np.bincount(beat, minlength=beats))
    gain = np.bincount(beat, straight - triplet, minlength=beats) / count
    return np.where(gain > _TRIPLET_MARGIN, _STEPS["1/8T"], _STEPS["1/16"])[:beats].astype(np.int64)


def _errors(onsets: NDArray[np.float64], step: int) -> NDArray[np.float64]:
    places = onsets * STEPS_PER_BEAT / step
    return np.asarray(np.abs(places - np.rint(places)) * step / STEPS_PER_BEAT, np.float64)


def _snapped(beats: NDArray[np.float64], step_of_beat: NDArray[np.int64]) -> NDArray[np.int64]:
    step = step_of_beat[np.floor(beats).astype(np.int64)]
    return np.asarray(np.rint(beats * STEPS_PER_BEAT / step) * step, np.int64)


def _without_overlaps(notes: Sequence[GridNote]) -> list[GridNote]:
    next_onset: dict[int, int] = {}
    kept = []
    for note in reversed(notes):
        until = next_onset.get(note.midi_pitch, note.onset + note.duration)
        duration = min(note.duration, until - note.onset)
        kept.append(GridNote(note.onset, duration, note.midi_pitch, note.velocity))
        next_onset[note.midi_pitch] = note.onset
    return kept[::-1]
