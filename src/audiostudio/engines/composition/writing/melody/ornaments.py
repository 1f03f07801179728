"""Ornaments a line as its genre and its player do: grace notes, mordents, runs of chip music, slides into notes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from audiostudio.audio.instruments.catalogue import INSTRUMENTS, Family
from audiostudio.engines.composition.writing.context import BeatNote, SectionContext
from audiostudio.engines.composition.writing.dice import Dice
from audiostudio.engines.composition.writing.grid import chord_at
from audiostudio.engines.composition.writing.melody.melody_idioms import MelodyIdiom

_SLIDING: frozenset[Family] = frozenset({"guitar", "reed", "brass", "voice"})
_SLIDING_NAMES = frozenset({"fiddle", "violin", "cello", "saw_lead", "square_lead", "sitar", "harmonica", "trombone"})
_LEAST_SLIDE_S = 0.22
_GRACE_S, _LEAST_GRACE_S, _LEAST_MORDENT_S, _LEAST_RUN_S = 0.055, 0.25, 0.5, 0.3
_RUN_STEPS_S, _MOST_IN_RUN = (0.055, 0.07, 0.085, 0.1), 4
# How far a grace note sounds into its main note.
_TOUCH = 0.1


def ornamented(
    context: SectionContext, line: Sequence[BeatNote], idiom: MelodyIdiom, instrument: str
) -> list[BeatNote]:
    """Return a line with its ornaments, which come from section and place and not from who plays; slides do."""
    notes: list[BeatNote] = []
    for note in line:
        dice = Dice(context.seed, "ornament", round(note.onset_beats * 48))
        added = list(_ornament(context, note, dice)) if dice.chance(idiom.ornaments) else [note]
        if notes and added[0].lag_ms < 0:
            # A grace note before the beat takes its time from the note before.
            before, begun = notes[-1], note.onset_beats + added[0].lag_ms * context.bpm / 60_000
            notes[-1] = replace(before, duration_beats=min(before.duration_beats, begun - before.onset_beats))
        notes += added
    if INSTRUMENTS[instrument].family not in _SLIDING and instrument not in _SLIDING_NAMES:
        return notes
    return [_slid(context, note, idiom) for note in notes]


def _slid(context: SectionContext, note: BeatNote, idiom: MelodyIdiom) -> BeatNote:
    dice = Dice(context.seed, "slide", round(note.onset_beats * 48))
    if note.duration_beats * 60 / context.bpm < _LEAST_SLIDE_S or not dice.chance(idiom.slides):
        return note
    start = note.midi_pitch - dice.choose((1, 2), (1, 2))
    return replace(note, glide_from_pitch=start)


def _ornament(context: SectionContext, note: BeatNote, dice: Dice) -> Iterator[BeatNote]:
    beat_s = 60 / context.bpm
    seconds = note.duration_beats * beat_s
    if context.genre == "chiptune":
        yield from _run(context, note, dice) if seconds >= _LEAST_RUN_S else (note,)
        return
    if seconds < _LEAST_GRACE_S:
        yield note
        return
    neighbour = _upper_neighbour(context, note)
    grace_beats = _GRACE_S / beat_s
    soft = max(1, note.velocity - 12)
    if seconds >= _LEAST_MORDENT_S and dice.chance(0.5):
        yield replace(note, duration_beats=grace_beats)
        turned = replace(note, duration_beats=2 * grace_beats, midi_pitch=neighbour, velocity=soft)
        yield replace(turned, lag_ms=1000 * _GRACE_S)
        yield replace(note, lag_ms=2000 * _GRACE_S)
        return
    if note.onset_beats >= grace_beats:
        yield BeatNote(note.onset_beats, _TOUCH * grace_beats, neighbour, soft, lag_ms=-1000 * _GRACE_S)
    yield note


def _upper_neighbour(context: SectionContext, note: BeatNote) -> int:
    scale = chord_at(context, note.onset_beats).scale
    return next((note.midi_pitch + up for up in (1, 2, 3) if (note.midi_pitch + up) % 12 in scale), note.midi_pitch + 2)


def _run(context: SectionContext, note: BeatNote, dice: Dice) -> Iterator[BeatNote]:
    """Yield a quick broken chord that leads into what is left of the note, as one voice plays harmony."""
    chord = chord_at(context, note.onset_beats)
    step_s = Dice(context.theme_seed, "speed of runs").choose(_RUN_STEPS_S)
    step = step_s * context.bpm / 60
    count = min(dice.whole(2, _MOST_IN_RUN), int(note.duration_beats / step) - 1)
    up = sorted((pitch_class - note.midi_pitch) % 12 for pitch_class in chord.pitch_classes)
    key = note.midi_pitch
    for place in range(count):
        if place:
            key = dice.choose([other for tone in up if (other := note.midi_pitch + tone) != key] or [key])
        yield BeatNote(note.onset_beats, (place + 0.9) * step, key, note.velocity - 4, lag_ms=1000 * step_s * place)
    yield replace(note, lag_ms=1000 * step_s * count)
