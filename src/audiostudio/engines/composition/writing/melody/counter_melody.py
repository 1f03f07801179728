"""Writes counter-melodies: a line that holds while the lead moves, moves while it holds, and goes the other way."""

from dataclasses import replace

from audiostudio.engines.composition.writing.context import BeatNote, SectionContext
from audiostudio.engines.composition.writing.dice import Dice
from audiostudio.engines.composition.writing.dynamics import velocity
from audiostudio.engines.composition.writing.grid import BarGrid, bar_grids, chord_at
from audiostudio.engines.composition.writing.harmony.registers import folded, lead_centre, octave_shift
from audiostudio.engines.composition.writing.melody.melodic_line import LineNote, found_keys
from audiostudio.engines.composition.writing.melody.melody import home_tonic, melody_line

# It lies about a sixth below the lead.
_BELOW_LEAD = 8.0
_LOWEST, _HIGHEST = -14, 5
_CENTRE_BELOW_LEAD = 5.0
_BUSY_NOTES = 3
_SOFTER = -6.0
_GATE = 0.97
_MOST_MOVES = 3


def write_counter_melody(context: SectionContext, instrument: str) -> list[BeatNote]:
    """Return the second line of a section; none under a voice. Arguments as of `chords.write_chords`."""
    if context.under_voice:
        return []
    lead = melody_line(context)
    tonic = home_tonic(context)
    spans = [(grid, step, steps) for grid in bar_grids(context) for step, steps in _rhythm(context, grid, lead)]
    wanted = [_wanted(context, lead, spans, place) for place in range(len(spans))]
    keys = found_keys(wanted, tonic + _LOWEST, tonic + _HIGHEST)
    centre = lead_centre(instrument) - _CENTRE_BELOW_LEAD
    shift = octave_shift(instrument, (tonic + _LOWEST, tonic + _HIGHEST), centre)
    notes = []
    for (grid, step, steps), key in zip(spans, keys, strict=True):
        start = grid.beat_of(step)
        length = steps * grid.step_beats * _GATE
        moved = folded(instrument, key + shift)
        notes.append(BeatNote(start, length, moved, velocity(context, grid.weight(step), _SOFTER)))
    return _joined(notes)


def _rhythm(context: SectionContext, grid: BarGrid, lead: tuple[BeatNote, ...]) -> list[tuple[int, int]]:
    """Return onsets and lengths in one bar: one held note where the lead is busy, a few moves where it rests."""
    onsets = {
        round((note.onset_beats - grid.start_beats) / grid.step_beats)
        for note in lead
        if grid.start_beats - 1e-6 <= note.onset_beats < grid.end_beats - 1e-6
    }
    changes = {
        round((chord.start_beats - grid.start_beats) / grid.step_beats)
        for chord in context.chords
        if grid.start_beats < chord.start_beats < grid.end_beats
    }
    starts = {0, *changes}
    if len(onsets) < _BUSY_NOTES or max(onsets) < grid.steps // 2:
        # Eighths and beats that are an eighth away from every note of the lead.
        free = [
            step
            for step in range(2, grid.steps, 2)
            if step not in changes and not onsets & {step - 1, step, step + 1} and grid.weight(step) >= 1
        ]
        dice = Dice(context.seed, "counter_melody", grid.number)
        weights = [1.0 + 2.0 * (grid.weight(step) >= 2) for step in free]
        most = 1 if context.energy < 0.4 else _MOST_MOVES
        starts |= set(dice.sample(free, weights, min(most, len(free))))
    ordered = sorted(starts)
    return [(step, after - step) for step, after in zip(ordered, [*ordered[1:], grid.steps], strict=True)]


def _wanted(
    context: SectionContext, lead: tuple[BeatNote, ...], spans: list[tuple[BarGrid, int, int]], place: int
) -> LineNote:
    grid, step, steps = spans[place]
    start = grid.beat_of(step)
    chord = chord_at(context, start)
    here = _lead_at(lead, start)
    interval = None
    if place:
        before_grid, before_step, _ = spans[place - 1]
        moved = here - _lead_at(lead, before_grid.beat_of(before_step))
        # Against the lead, by steps.
        interval = max(-3.0, min(3.0, -moved / 2)) or 1.0
    is_long = steps >= grid.pulses[0]
    return LineNote(
        target=here - _BELOW_LEAD,
        interval=interval,
        weight=3 if is_long or grid.weight(step) >= 3 else 1,
        chord=chord.pitch_classes,
        palette=chord.scale,
        ends=chord.pitch_classes[:3] if place == len(spans) - 1 else (),
        highest=max(int(here) - 3, home_tonic(context)),
    )


def _lead_at(lead: tuple[BeatNote, ...], beats: float) -> float:
    """Return the key that the lead has or had last."""
    key = lead[0].midi_pitch
    for note in lead:
        if note.onset_beats > beats + 1e-6:
            break
        key = note.midi_pitch
    return float(key)


def _joined(notes: list[BeatNote]) -> list[BeatNote]:
    """Return the line with equal keys that touch made one: it holds, it does not knock."""
    joined: list[BeatNote] = []
    for note in notes:
        last = joined[-1] if joined else None
        touches = last is not None and note.onset_beats - (last.onset_beats + last.duration_beats) < 0.2
        if last is not None and touches and last.midi_pitch == note.midi_pitch:
            joined[-1] = replace(last, duration_beats=note.onset_beats + note.duration_beats - last.onset_beats)
        else:
            joined.append(note)
    return joined
