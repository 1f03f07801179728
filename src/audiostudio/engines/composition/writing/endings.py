"""Ends pieces: all on the first beat of the last bar, held and let ring, or struck once and stopped."""

from collections.abc import Sequence
from dataclasses import replace

from audiostudio.engines.composition.plan import Role
from audiostudio.engines.composition.writing.context import BeatNote, SectionContext
from audiostudio.engines.composition.writing.grid import bar_grids

# Those who write their own ending; and the lead, whose last phrase has come to rest by itself.
_OWN_ENDINGS: frozenset[Role] = frozenset({"drums", "percussion", "bass", "effects"})
_STOP_BEATS = 0.5
# Notes of one stroke lie this near to each other, in sixteenths: a slow strum.
_STROKE_STEPS = 0.6


def ended(context: SectionContext, role: Role, notes: Sequence[BeatNote]) -> list[BeatNote]:
    """Return the notes of a section, its last bar turned into one stroke where the piece ends there by a chord.

    Args:
        context: the section.
        role: of the part; drums and basses end by themselves.
        notes: of the part.
    """
    if context.next_kind is not None or context.ending not in ("cadence", "stop") or role in _OWN_ENDINGS:
        return list(notes)
    bar = bar_grids(context)[-1]
    before = [note for note in notes if note.onset_beats < bar.start_beats - 1e-6]
    before = [_until(note, bar.start_beats) for note in before]
    inside = [note for note in notes if note.onset_beats >= bar.start_beats - 1e-6]
    if not inside:
        return before
    end = bar.end_beats if context.ending == "cadence" else bar.start_beats + _STOP_BEATS
    if role == "lead":
        # The line ends on its last note, which a cadence lets sound and a stop moves to the stroke of all others.
        last = inside[-1]
        if context.ending == "cadence":
            return [*before, *inside[:-1], replace(last, duration_beats=end - last.onset_beats)]
        return [*before, replace(last, onset_beats=bar.start_beats, duration_beats=end - bar.start_beats)]
    first = min(note.onset_beats for note in inside)
    stroke = [note for note in inside if note.onset_beats - first < _STROKE_STEPS * bar.step_beats]
    early = first - bar.start_beats
    struck = [
        replace(note, onset_beats=note.onset_beats - early, duration_beats=end - (note.onset_beats - early))
        for note in stroke
    ]
    return [*before, *struck]


def _until(note: BeatNote, end_beats: float) -> BeatNote:
    return replace(note, duration_beats=min(note.duration_beats, end_beats - note.onset_beats))
