"""Writes what the bass plays in a section."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace

from audiostudio.engines.composition.chance import pick, share
from audiostudio.engines.composition.writing.context import BeatNote, ChordContext, SectionContext
from audiostudio.engines.composition.writing.rhythm.bass_lines import BassStep, line_of
from audiostudio.engines.composition.writing.rhythm.bass_patterns import BASS_IDIOMS, BassIdiom
from audiostudio.engines.composition.writing.rhythm.bass_register import (
    OCTAVE,
    BassRegister,
    fifth,
    seventh,
    sixth,
    third,
)
from audiostudio.engines.composition.writing.rhythm.builds import silent_beats
from audiostudio.engines.composition.writing.rhythm.drum_patterns.table import DRUM_IDIOMS
from audiostudio.engines.composition.writing.rhythm.drum_sections import felt_energy, is_last, level_of
from audiostudio.engines.composition.writing.rhythm.hits import metrical_weight
from audiostudio.engines.composition.writing.rhythm.step_patterns import quarters_per_beat
from audiostudio.engines.composition.writing.rhythm.walking import WalkingBeat, walk

_LOUDEST_VELOCITY = 116
_STRENGTHS = {"x": 0.5, "o": 0.72, "8": 0.92, "a": 0.88, "p": 1.0}
_ABOVE: dict[str, Callable[[ChordContext], int]] = {"3": third, "5": fifth, "6": sixth, "7": seventh}
_DEAD_QUARTERS = 0.15
_SHORTEST_QUARTERS = 0.06
# A rise swells from so much of its last loudness.
_RISES_FROM = 0.65
# How far an 808 slides, and how often before a bar line.
_GLIDE_CHANCE = 0.35


@dataclass
class _Hand:
    """Where a player's hand is: the last note, the root it belongs to, and that root's chord."""

    pitch: int | None = None
    root: int | None = None
    chord: int = -1


def write_bass(context: SectionContext, instrument: str) -> list[BeatNote]:
    """Return the bass of a section.

    Args:
        context: the section.
        instrument: by its name; its range is kept.
    """
    idiom = BASS_IDIOMS[context.genre]
    register = BassRegister.of(instrument)
    if idiom.walks <= level_of(context) and context.kind not in ("build", "breakdown"):
        notes = _walked(context, idiom, register)
    else:
        notes = _notes(line_of(context, idiom), context, idiom, register)
    if is_last(context):
        notes = _ended(notes, context, register)
    if context.kind == "build":
        ends = context.bar_starts_beats[-1] - silent_beats(context, DRUM_IDIOMS[context.genre])
        notes = [note for note in notes if note.onset_beats < ends - 1e-6]
    return _shaped(notes, context)


def _notes(line: list[BassStep], context: SectionContext, idiom: BassIdiom, register: BassRegister) -> list[BeatNote]:
    quarters = quarters_per_beat(context.metre)
    starts = [chord.start_beats for chord in context.chords]
    hand = _Hand()
    notes: list[BeatNote] = []
    for step in line:
        at = max(0, bisect_right(starts, step.onset_beats + 1e-6) - 1)
        before = hand.pitch
        pitch = _pitch(step, at, context, register, hand)
        gate = 1.0 if step.is_held else idiom.gate
        duration = _DEAD_QUARTERS / quarters if step.sign == "x" else step.duration_beats * gate
        duration = max(_SHORTEST_QUARTERS / quarters, min(duration, step.duration_beats))
        glides = (
            idiom.glides
            and before not in (None, pitch)
            and share(context.seed, "glide", step.bar, step.onset_beats) < _GLIDE_CHANCE
        )
        velocity = _velocity(step, context)
        notes.append(BeatNote(step.onset_beats, duration, pitch, velocity, before if glides else None))
    return _without_leaps(notes, register)


def _pitch(step: BassStep, at: int, context: SectionContext, register: BassRegister, hand: _Hand) -> int:
    """Return the key of a step, and move the hand."""
    chords = (*context.chords, context.next_chord)
    sign = step.sign
    if sign == "p":
        # The chord of the next beat, ahead of it.
        later = max(0, bisect_right([chord.start_beats for chord in context.chords], step.next_beat + 1e-6) - 1)
        is_beyond = step.next_beat >= context.bar_starts_beats[-1] - 1e-6 and context.next_chord is not None
        at = len(context.chords) if is_beyond else later
        sign = "1"
    chord = chords[at] or context.chords[-1]
    if at != hand.chord:
        if at < hand.chord:  # a push has come before
            at, chord = hand.chord, chords[hand.chord] or chord
        elif sign not in ("8", "a"):
            sign = "x" if sign == "x" else "1"
        if at != hand.chord:
            hand.root = register.root(chord.bass_pitch_class, hand.root)
        hand.chord = at
    root = hand.root if hand.root is not None else register.root(chord.bass_pitch_class, None)
    hand.root = root
    match sign:
        case "8":
            hand.pitch = register.within(root + OCTAVE)
        case "f":
            hand.pitch = register.below(root, fifth(chord))
        case "a":
            following = chords[at + 1] if at + 1 < len(chords) else None
            changes = following is not None and step.ends_chord
            hand.pitch = (
                _approach(step, chord, following, root, register, context.seed)
                if changes and following
                else register.above(root, fifth(chord))
            )
        case _ if sign in _ABOVE:
            hand.pitch = register.above(root, _ABOVE[sign](chord))
        case _:
            hand.pitch = root
    return hand.pitch


def _approach(
    step: BassStep, chord: ChordContext, following: ChordContext, root: int, register: BassRegister, seed: int
) -> int:
    """Return a key that leads to the next chord's bass note: a semitone or a step beside it, or its dominant."""
    target = register.root(following.bass_pitch_class, root)
    if target == root:
        return register.above(root, fifth(chord))
    steps = [key for key in (target - 2, target + 2) if key % OCTAVE in chord.scale]
    leading = [target - 1, target - 1, target + 1, target + 7 if target + 7 - root <= OCTAVE else target - 5, *steps]
    nearby = [key for key in leading if register.lowest <= key <= register.highest and key != root]
    return pick(nearby or [target], seed, "approach", step.bar, step.onset_beats)


def _walked(context: SectionContext, idiom: BassIdiom, register: BassRegister) -> list[BeatNote]:
    beat = max(1.0, 1 / quarters_per_beat(context.metre))  # of 7/8 a quarter
    onsets: list[tuple[float, float, bool]] = []
    for start, end in zip(context.bar_starts_beats, context.bar_starts_beats[1:], strict=False):
        count = max(1, round((end - start) / beat + 1e-6) if beat == 1 else int((end - start) / beat + 0.5))
        for index in range(count):
            onset = start + index * beat
            if onset < end - 1e-6:
                onsets.append((onset, min(beat, end - onset), index % 2 == 0))
    beats, last_chord = [], -1
    starts = [chord.start_beats for chord in context.chords]
    for place, (onset, _, is_strong) in enumerate(onsets):
        at = max(0, bisect_right(starts, onset + 1e-6) - 1)
        following = onsets[place + 1][0] if place + 1 < len(onsets) else context.bar_starts_beats[-1]
        later = max(0, bisect_right(starts, following + 1e-6) - 1)
        approached = context.chords[later] if later != at else None
        if place + 1 == len(onsets):
            approached = context.next_chord
        begins = at != last_chord
        beats.append(WalkingBeat(context.chords[at], begins, is_strong, approached if not begins else None))
        last_chord = at
    keys = walk(beats, register, context.seed)
    notes = []
    for (onset, duration, is_strong), key in zip(onsets, keys, strict=True):
        step = BassStep(0, onset, duration, "1", onset, is_held=False, ends_chord=False)
        velocity = round(_velocity(step, context) * (1.0 if is_strong else 1.04))
        notes.append(BeatNote(onset, duration * idiom.gate, key, min(127, velocity)))
        # Now and then the hand falls on a string before the beat, as a triplet that swing makes.
        skips = level_of(context) > 0 and share(context.seed, "skip", onset) < 0.08 * (1 + level_of(context))
        if skips and duration >= 1 and context.metre not in ("6/8", "12/8", "7/8"):
            notes[-1] = replace(notes[-1], duration_beats=0.45)
            notes.append(BeatNote(onset + 0.5, 0.15, key, round(velocity * 0.5)))
    return notes


def _velocity(step: BassStep, context: SectionContext) -> int:
    loudness = _LOUDEST_VELOCITY * (0.74 + 0.26 * felt_energy(context))
    weight = metrical_weight(context, step.onset_beats) * _STRENGTHS.get(step.sign, 0.96)
    if context.kind == "build":
        weight *= _RISES_FROM + (1 - _RISES_FROM) * step.onset_beats / context.bar_starts_beats[-1]
    return max(1, min(127, round(loudness * weight)))


def _without_leaps(notes: list[BeatNote], register: BassRegister) -> list[BeatNote]:
    """Return notes of which none is more than an octave from the next: upper ones come down, or lower ones up."""
    folded = list(notes)
    for index in range(len(folded) - 1, 0, -1):
        leap = folded[index].midi_pitch - folded[index - 1].midi_pitch
        if abs(leap) <= OCTAVE:
            continue
        moved = folded[index - 1].midi_pitch + (OCTAVE if leap > 0 else -OCTAVE)
        if register.lowest <= moved <= register.highest:
            folded[index - 1] = replace(folded[index - 1], midi_pitch=moved)
    return folded


def _ended(notes: list[BeatNote], context: SectionContext, register: BassRegister) -> list[BeatNote]:
    """Return notes that end on the bass note of the last bar's chord, held after a cadence and short after a stop."""
    last, end = context.bar_starts_beats[-2:]
    kept = [note for note in notes if note.onset_beats < last - 1e-6]
    starts = [chord.start_beats for chord in context.chords]
    chord = context.chords[max(0, bisect_right(starts, last + 1e-6) - 1)]
    root = register.root(chord.bass_pitch_class, kept[-1].midi_pitch if kept else None)
    duration = end - last if context.ending == "cadence" else min(end - last, 0.5)
    velocity = max(1, min(127, round(_LOUDEST_VELOCITY * (0.74 + 0.26 * felt_energy(context)))))
    return [*kept, BeatNote(last, duration, root, velocity)]


def _shaped(notes: list[BeatNote], context: SectionContext) -> list[BeatNote]:
    """Return notes in order, each ending where the next begins at the latest, all within the section."""
    end = context.bar_starts_beats[-1]
    ordered = sorted((note for note in notes if 0 <= note.onset_beats < end - 1e-6), key=lambda note: note.onset_beats)
    shaped = []
    for index, note in enumerate(ordered):
        limit = ordered[index + 1].onset_beats if index + 1 < len(ordered) else end
        shaped.append(replace(note, duration_beats=min(note.duration_beats, limit - note.onset_beats)))
    return [note for note in shaped if note.duration_beats > 1e-6]
