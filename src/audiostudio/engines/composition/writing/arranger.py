"""Writes the score of a plan: every part of every section by whoever writes such parts, set into seconds.

A section's writers know nothing of other parts' notes, so that changing one section or one instrument leaves every
other note as it was.
"""

from collections.abc import Callable
from typing import Protocol

from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.audio.notation.notes import BENDS_A_SECOND, Note
from audiostudio.engines.composition.errors import MusicError
from audiostudio.engines.composition.plan import Plan, Role
from audiostudio.engines.composition.score import Score, ScorePart
from audiostudio.engines.composition.writing.context import BeatNote, SectionContext
from audiostudio.engines.composition.writing.effects import write_effects
from audiostudio.engines.composition.writing.endings import ended
from audiostudio.engines.composition.writing.expression import performed
from audiostudio.engines.composition.writing.harmony.arpeggio import write_arpeggio
from audiostudio.engines.composition.writing.harmony.chords import write_chords
from audiostudio.engines.composition.writing.harmony.drone import write_drone
from audiostudio.engines.composition.writing.harmony.pad import write_pad
from audiostudio.engines.composition.writing.harmony.riff import write_riff
from audiostudio.engines.composition.writing.layout import Layout, PlacedSection, laid_out
from audiostudio.engines.composition.writing.melody.counter_melody import write_counter_melody
from audiostudio.engines.composition.writing.melody.melody import write_melody
from audiostudio.engines.composition.writing.placement import PlacedNote, place
from audiostudio.engines.composition.writing.rhythm.bass import write_bass
from audiostudio.engines.composition.writing.rhythm.drums import write_drums
from audiostudio.engines.composition.writing.rhythm.percussion import write_percussion

# A last chord sounds for this share of what is left behind the last bar; the rest is its decay.
_RING_SHARE, _LONGEST_RING_S = 0.6, 4.0
_SHORTEST_NOTE_S = 0.02
# Equal keys that begin within this are one stroke.
_SAME_STROKE_S = 0.004
_GLIDE_S, _LONGEST_GLIDE_SHARE = 0.09, 0.5
_BASS_GLIDE_S = 0.14


class Writer(Protocol):
    """Writes one part of one section."""

    def __call__(self, context: SectionContext, instrument: str) -> list[BeatNote]:
        """Return the notes, in beats from the section's beginning."""


WRITERS: dict[Role, Writer] = {
    "drums": write_drums,
    "percussion": write_percussion,
    "bass": write_bass,
    "chords": write_chords,
    "pad": write_pad,
    "arpeggio": write_arpeggio,
    "riff": write_riff,
    "lead": write_melody,
    "counter_melody": write_counter_melody,
    "drone": write_drone,
    "effects": write_effects,
}
"""Who writes which part."""


def write_score(plan: Plan, may_stop: Callable[[], None] = lambda: None) -> Score:
    """Return the score of a plan: one part for each of its parts, muted ones too.

    Args:
        plan: what is to be written.
        may_stop: called every fraction of a second of work; may raise to stop.

    Raises:
        MusicError: ``instrument_unknown``, ``key_unknown``, ``numeral_unknown`` or ``plan_too_long``.
    """
    for part in plan.parts:
        if part.instrument not in INSTRUMENTS:
            raise MusicError(
                "instrument_unknown",
                f'There is no instrument "{part.instrument[:64]}".',
                allowed={"instrument": sorted(INSTRUMENTS)},
            )
    layout = laid_out(plan)
    parts = []
    for part in plan.parts:
        notes: list[Note] = []
        for placed in layout.sections:
            if part.role in placed.section.roles:
                may_stop()
                notes += _section_notes(plan, layout, placed, part.role, part.instrument)
        performance = performed(plan, layout, part.role, part.instrument, _tidied(notes))
        parts.append(ScorePart(part.role, part.instrument, performance))
    return Score(tuple(parts), layout.bars, layout.chords, layout.spans, plan.duration_s)


def _section_notes(plan: Plan, layout: Layout, placed: PlacedSection, role: Role, instrument: str) -> list[Note]:
    context = placed.context
    written = ended(context, role, WRITERS[role](context, instrument))
    end_s = placed.end_s - placed.start_s
    rings = placed is layout.sections[-1] and plan.ending == "cadence"
    ring_s = min(_LONGEST_RING_S, _RING_SHARE * (plan.duration_s - layout.end_s)) if rings else 0.0
    notes = []
    for note in place(written, role, context, swing=plan.swing):
        # What lasts to the end of the last bar rings on behind it.
        offset_s = note.offset_s + (ring_s if note.offset_s > end_s - _SAME_STROKE_S else 0.0)
        offset_s = min(max(offset_s, note.onset_s + _SHORTEST_NOTE_S), end_s + ring_s)
        if offset_s - note.onset_s < _SHORTEST_NOTE_S / 2:
            continue
        bends = _bends(note, offset_s - note.onset_s, role)
        onset_s, until_s = placed.start_s + note.onset_s, min(placed.start_s + offset_s, plan.duration_s)
        notes.append(Note(onset_s, until_s, note.midi_pitch, note.velocity, bends))
    return notes


def _bends(note: PlacedNote, length_s: float, role: Role) -> tuple[float, ...]:
    """Return a slide into the key: slow first, then quick, then slow, as a finger moves; 0 where it has arrived."""
    if note.glide_from_pitch is None or note.glide_from_pitch == note.midi_pitch:
        return ()
    glide_s = min(_BASS_GLIDE_S if role == "bass" else _GLIDE_S, _LONGEST_GLIDE_SHARE * length_s)
    count = max(1, round(glide_s * BENDS_A_SECOND))
    from_semitones = float(note.glide_from_pitch - note.midi_pitch)
    places = [step / count for step in range(count)]
    return (*(from_semitones * (1 - place * place * (3 - 2 * place)) for place in places), 0.0)


def _tidied(notes: list[Note]) -> tuple[Note, ...]:
    """Return notes by onset, of which no two of one key sound at once: a key struck again is released first."""
    ordered = sorted(notes, key=lambda note: (note.onset_s, note.midi_pitch, -note.velocity, -note.offset_s))
    next_onset_s: dict[int, float] = {}
    kept: list[Note] = []
    for note in reversed(ordered):
        following_s = next_onset_s.get(note.midi_pitch)
        if following_s is not None and following_s - note.onset_s < _SAME_STROKE_S:
            continue
        next_onset_s[note.midi_pitch] = note.onset_s
        if following_s is not None and note.offset_s > following_s:
            note = Note(note.onset_s, following_s, note.midi_pitch, note.velocity, note.bends_semitones)  # noqa: PLW2901
        kept.append(note)
    return tuple(reversed(kept))
