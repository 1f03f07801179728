"""Writes what leads from section to section: noise that rises before, falls and drops that answer after."""

from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.engines.composition.plan import Genre, SectionKind
from audiostudio.engines.composition.writing.context import BeatNote, SectionContext
from audiostudio.engines.composition.writing.dynamics import velocity
from audiostudio.engines.composition.writing.grid import bar_grids
from audiostudio.engines.composition.writing.harmony.registers import folded

_ELECTRONIC: frozenset[Genre] = frozenset(
    {"house", "techno", "trance", "drum_and_bass", "dubstep", "trap", "synthwave", "cinematic", "disco", "reggaeton"}
)
_ARRIVALS: frozenset[SectionKind] = frozenset({"drop", "chorus"})
_CALM: frozenset[SectionKind] = frozenset({"breakdown", "bridge", "verse", "outro", "interlude"})
_LONG_RISE_BARS, _SHORT_RISE_BARS, _FALL_BARS = 4, 1, 2
_DROP_BEATS = 4


def write_effects(context: SectionContext, instrument: str) -> list[BeatNote]:
    """Return the effects of a section: what it is depends on who plays; arguments as of `chords.write_chords`.

    A riser ends exactly where a drop or chorus begins, a downlifter begins where one has arrived or ended, a sub drop
    lies on the first beat of one. Any other instrument strikes a single low tonic there, as bells and gongs do.
    """
    grids = bar_grids(context)
    end = grids[-1].end_beats
    if instrument == "riser":
        return _rise(context, instrument)
    arrives = context.kind in _ARRIVALS
    if instrument == "downlifter":
        leaves = context.previous_kind in _ARRIVALS and context.kind in _CALM
        if not (arrives or leaves):
            return []
        length = min(end, grids[min(_FALL_BARS, len(grids)) - 1].end_beats)
        return [BeatNote(0.0, length, folded(instrument, 60 + context.tonic), velocity(context, 3))]
    if not arrives:
        return []
    is_low = INSTRUMENTS[instrument].lowest <= 36
    key = folded(instrument, (24 if is_low else 48) + context.tonic)
    return [BeatNote(0.0, min(end, float(_DROP_BEATS)), key, velocity(context, 4, 6.0))]


def _rise(context: SectionContext, instrument: str) -> list[BeatNote]:
    if context.next_kind not in _ARRIVALS or context.kind in _ARRIVALS:
        return []
    grids = bar_grids(context)
    is_long = context.kind in ("build", "breakdown") and context.genre in _ELECTRONIC
    first = max(0, len(grids) - (_LONG_RISE_BARS if is_long else _SHORT_RISE_BARS))
    start, end = grids[first].start_beats, grids[-1].end_beats
    return [BeatNote(start, end - start, folded(instrument, 60 + context.tonic), velocity(context, 3))]
