"""Writes drones: the tonic, and its fifth where every chord bears it, held under whatever happens."""

from audiostudio.engines.composition.writing.context import BeatNote, SectionContext
from audiostudio.engines.composition.writing.dynamics import velocity
from audiostudio.engines.composition.writing.grid import bar_grids
from audiostudio.engines.composition.writing.harmony.registers import octave_shift

_BARS = 4
_SOFTER = -8.0
_CENTRE = 45.0


def write_drone(context: SectionContext, instrument: str) -> list[BeatNote]:
    """Return the drone of a section, struck anew every four bars; arguments as of `chords.write_chords`."""
    intervals = [0]
    fifth = (context.tonic + 7) % 12
    if all(fifth in chord.scale for chord in context.chords):
        intervals.append(7)
    root = 36 + context.tonic
    keys = [root + interval for interval in intervals]
    shift = octave_shift(instrument, keys, _CENTRE)
    grids = bar_grids(context)
    notes = []
    for first in range(0, len(grids), _BARS):
        start, end = grids[first].start_beats, grids[min(first + _BARS, len(grids)) - 1].end_beats
        notes += [
            BeatNote(start, end - start, key + shift, velocity(context, 1, _SOFTER - 3 * place))
            for place, key in enumerate(keys)
        ]
    return notes
