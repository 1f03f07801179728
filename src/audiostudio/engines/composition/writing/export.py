"""Writes a score down for others: a MIDI file, MusicXML, a piano roll, and beats as data.

MIDI keeps the notes as they are played; MusicXML has them on the grid that musicians read.
"""

from collections.abc import Iterator
from math import ceil
from typing import Any

import numpy as np

from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.audio.instruments.performance import Performance
from audiostudio.audio.midi.writing import MELODIC_CHANNELS, ControllerLine, MidiPart, midi_file, performed_track
from audiostudio.audio.notation.music_xml import ChordSymbol, music_xml
from audiostudio.audio.notation.music_xml import ScorePart as WrittenPart
from audiostudio.audio.notation.notes import BEND_RANGE_SEMITONES, DRUM_CHANNEL, KeySignature
from audiostudio.audio.notation.quantising import Grid, quantise
from audiostudio.audio.notation.tempo_map import TempoMap, WrittenBar
from audiostudio.audio.plots.piano_roll import RollPart, draw_piano_roll
from audiostudio.engines.composition.plan import Plan, beat_quarters
from audiostudio.engines.composition.planning.harmony import is_minor, parse_key, scale_pitch_classes
from audiostudio.engines.composition.score import ChordSpan, Score, ScorePart

_MODULATION, _EXPRESSION, _PEDAL, _BRIGHTNESS = 1, 11, 64, 74
# General MIDI's modulation wheel reaches half a semitone.
_FULL_VIBRATO_SEMITONES = 0.5
_FULL = 127
# MusicXML's kinds by the semitones of a chord's members above its root.
_KINDS = {
    (4, 7): "major",
    (3, 7): "minor",
    (3, 6): "diminished",
    (4, 8): "augmented",
    (7,): "power",
    (5, 7): "suspended-fourth",
    (2, 7): "suspended-second",
    (4, 7, 9): "major-sixth",
    (3, 7, 9): "minor-sixth",
    (4, 7, 10): "dominant",
    (4, 7, 11): "major-seventh",
    (3, 7, 10): "minor-seventh",
    (3, 7, 11): "major-minor",
    (3, 6, 10): "half-diminished",
    (3, 6, 9): "diminished-seventh",
    (4, 8, 10): "augmented-seventh",
    (2, 4, 7, 10): "dominant-ninth",
    (2, 4, 7, 11): "major-ninth",
    (2, 3, 7, 10): "minor-ninth",
    (2, 4, 7, 9, 10): "dominant-13th",
}


def score_tempo_map(plan: Plan, score: Score) -> TempoMap:
    """Return where quarter notes are, with the bars as they are written."""
    quarters = beat_quarters(plan.metre)
    bars, knots, start = [], [0.0], 0.0
    for bar in score.bars:
        count = bar.beats * quarters * (4 if plan.metre.endswith("/4") else 8) / 4
        written = WrittenBar(start, int(count), 4 if plan.metre.endswith("/4") else 8)
        bars.append(written)
        start = written.end
        knots.append(start)
    times_s = [bar.start_s for bar in score.bars] + [score.bars[-1].end_s]
    # A knot where the tempo changes; between bars of one tempo there is none.
    beats_s = [bar.beat_s for bar in score.bars]
    kept = [0, *(place for place in range(1, len(beats_s)) if beats_s[place] != beats_s[place - 1]), len(beats_s)]
    return TempoMap(
        np.array([knots[place] for place in kept]),
        np.array([times_s[place] for place in kept]),
        written_bars=tuple(bars),
    )


def key_signature(plan: Plan) -> KeySignature:
    """Return the key signature of a plan's key, which of a mode is that of the major scale with its notes."""
    tonic, mode = parse_key(plan.key)
    notes = set(scale_pitch_classes(tonic, mode))
    major = next(root for root in range(12) if set(scale_pitch_classes(root, "major")) == notes)
    fifths = 7 * major % 12
    return KeySignature(fifths if fifths <= 6 else fifths - 12, is_minor(mode))


def score_midi(plan: Plan, score: Score) -> bytes:
    """Return a MIDI file of format 1 with 480 ticks a quarter: tempi, metres, key, sections and chords, a track a part.

    Controllers are the pedal (64), expression (11), vibrato (1) and brightness (74); slides are pitch bends.
    """
    tempo_map = score_tempo_map(plan, score)
    tracks = [
        performed_track(midi, part.performance.notes, tempo_map, controllers=tuple(_controllers(part.performance)))
        for part, midi in zip(score.parts, _midi_parts(score), strict=True)
    ]
    sections = [(section.start_s, section.kind.capitalize()) for section in score.sections]
    chords = [(chord.start_s, chord.name) for chord in score.chords]
    # A section's name stands before the chord that begins with it.
    words = sorted([*sections, *chords], key=lambda word: word[0])
    beats = tempo_map.beats_at([time_s for time_s, _ in words]).tolist()
    markers = [(beat, word) for beat, (_, word) in zip(beats, words, strict=True)]
    return midi_file(tracks, tempo_map, key=key_signature(plan), markers=markers)


def score_music_xml(plan: Plan, score: Score, title: str) -> bytes:
    """Return the score as MusicXML; parts without a note are left out."""
    tempo_map = score_tempo_map(plan, score)
    # Eighths of 7/8 begin between quarters, where triplets of quarters would make no sense.
    grid: Grid = "1/16" if plan.metre == "7/8" else "auto"
    parts = []
    for part in score.parts:
        notes = quantise(part.performance.notes, tempo_map, grid)
        if notes:
            channel = DRUM_CHANNEL if _is_drums(part) else 0
            instrument = INSTRUMENTS[part.instrument]
            parts.append(WrittenPart(_name(part), instrument.program, channel, notes))
    chords = [_chord_symbol(chord, tempo_map) for chord in score.chords]
    return music_xml(title, parts, tempo_map, key=key_signature(plan), chords=chords)


def score_piano_roll(plan: Plan, score: Score) -> bytes:
    """Return a picture of the score, a PNG file."""
    parts = [
        RollPart(_role(part), part.performance.notes, is_drums=_is_drums(part))
        for part in score.parts
        if part.performance.notes
    ]
    chords = [(chord.start_s, chord.name) for chord in score.chords]
    return draw_piano_roll(parts, score_tempo_map(plan, score), score.bars[-1].end_s, chords=chords)


def score_beats(plan: Plan, score: Score) -> dict[str, Any]:
    """Return beats, bars, sections and chords as data for JSON, times in seconds."""
    beats = [
        {"time_s": round(bar.start_s + beat * bar.beat_s, 6), "bar": number, "beat": beat + 1}
        for number, bar in enumerate(score.bars, 1)
        for beat in range(bar.beats)
    ]
    sections = [
        {"start_s": round(one.start_s, 6), "end_s": round(one.end_s, 6), "kind": one.kind, "energy": one.energy}
        for one in score.sections
    ]
    chords = [
        {"start_s": round(one.start_s, 6), "end_s": round(one.end_s, 6), "name": one.name, "numeral": one.numeral}
        for one in score.chords
    ]
    return {
        "bpm": plan.bpm,
        "metre": plan.metre,
        "key": plan.key,
        "duration_s": score.duration_s,
        "beats": beats,
        "sections": sections,
        "chords": chords,
    }


def _midi_parts(score: Score) -> list[MidiPart]:
    """Return a part for each: a channel of its own, and a second where notes are bent, as long as there are any."""
    pitched = [part for part in score.parts if not _is_drums(part)]
    spare = len(MELODIC_CHANNELS) - len(pitched)
    free = list(MELODIC_CHANNELS)
    parts = []
    for part in score.parts:
        program = INSTRUMENTS[part.instrument].program
        if _is_drums(part):
            parts.append(MidiPart(_name(part), program, (DRUM_CHANNEL,)))
            continue
        furthest = max((abs(bend) for note in part.performance.notes for bend in note.bends_semitones), default=0.0)
        channels = [free.pop(0)]
        if furthest and spare > 0:
            channels.append(free.pop(0))
            spare -= 1
        parts.append(MidiPart(_name(part), program, tuple(channels), max(BEND_RANGE_SEMITONES, ceil(furthest))))
    return parts


def _controllers(performance: Performance) -> Iterator[ControllerLine]:
    if performance.pedal_down:
        points: list[tuple[float, float]] = []
        for down, up in performance.pedal_down:
            points += [(down, _FULL), (up, 0)]
        yield ControllerLine(_PEDAL, points, is_stepped=True)
    if performance.expression:
        yield ControllerLine(_EXPRESSION, [(time_s, _FULL * value) for time_s, value in performance.expression])
    if performance.vibrato_semitones:
        points = [
            (at, min(1.0, depth / _FULL_VIBRATO_SEMITONES) * _FULL) for at, depth in performance.vibrato_semitones
        ]
        yield ControllerLine(_MODULATION, points)
    if performance.brightness:
        yield ControllerLine(_BRIGHTNESS, [(at, 64 + 63 * value) for at, value in performance.brightness])


def _chord_symbol(chord: ChordSpan, tempo_map: TempoMap) -> ChordSymbol:
    root = chord.pitch_classes[0]
    members = tuple(sorted((pitch_class - root) % 12 for pitch_class in chord.pitch_classes[1:]))
    suffix = chord.name.partition("/")[0][1:].lstrip("#b")
    bass = chord.bass_pitch_class if chord.bass_pitch_class != root else None
    beat = float(tempo_map.beats_at([chord.start_s])[0])
    return ChordSymbol(round(beat * 2) / 2, root, _KINDS.get(members, "other"), suffix, bass)


def _is_drums(part: ScorePart) -> bool:
    return INSTRUMENTS[part.instrument].family == "drums"


def _name(part: ScorePart) -> str:
    return f"{_role(part)}: {INSTRUMENTS[part.instrument].title}"


def _role(part: ScorePart) -> str:
    return part.role.replace("_", " ").capitalize()
