"""Measures scores as arrangers and researchers do, so that tests and benchmarks speak of music in numbers.

Pitch-class entropy and groove similarity are those of Wu and Yang, "The Jazz Transformer on the Front Line" (ISMIR
2020); voice movement and parallels are counted as in `voicing`.
"""

from bisect import bisect_right
from collections import Counter
from itertools import pairwise
from math import log2

from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.audio.notation.notes import Note
from audiostudio.engines.composition.plan import Role
from audiostudio.engines.composition.score import Score
from audiostudio.engines.composition.writing.harmony import voicing

# Played notes lie this near to where they are written, in seconds.
_PLACED_S = 0.045
_STEPS_A_BAR = 16
_STEPS_A_BEAT = 12
_FEWEST_IN_CHORD = 3

Run = tuple[tuple[int, int], ...]
"""Notes in a row as pairs: semitones from each to the next, and twelfths of a beat between their onsets."""


def notes_of(score: Score, role: Role) -> tuple[Note, ...]:
    """Return the notes of all parts of a role, by onset."""
    notes = [note for part in score.parts if part.role == role for note in part.performance.notes]
    return tuple(sorted(notes, key=lambda note: (note.onset_s, note.midi_pitch)))


def chord_tone_share(score: Score, role: Role = "lead") -> float:
    """Return which share of the notes on strong beats belong to their chord; 1 where there are none.

    Strong are the first beat and, in bars of an even number, the middle; in bars of two beats both.
    """
    strong = [
        bar.start_s + beat * bar.beat_s
        for bar in score.bars
        for beat in ((0, bar.beats // 2) if bar.beats % 2 == 0 else (0,))
    ]
    fitting = total = 0
    for note in notes_of(score, role):
        place = bisect_right(strong, note.onset_s + _PLACED_S) - 1
        if place < 0 or abs(strong[place] - note.onset_s) > _PLACED_S:
            continue
        chord = next((one for one in score.chords if one.start_s - 1e-6 <= strong[place] < one.end_s), None)
        if chord:
            total += 1
            fitting += note.midi_pitch % 12 in chord.pitch_classes
    return fitting / total if total else 1.0


def voicings_of(score: Score, role: Role = "chords") -> list[tuple[int, ...]]:
    """Return the fullest stroke of a part over each chord, or all its keys there where it plays them one by one."""
    notes = notes_of(score, role)
    onsets = [note.onset_s for note in notes]
    found = []
    for chord in score.chords:
        strokes: dict[float, set[int]] = {}
        place = bisect_right(onsets, chord.start_s - _PLACED_S)
        while place < len(notes) and notes[place].onset_s < chord.end_s - _PLACED_S:
            note = notes[place]
            begun = next((at for at in strokes if abs(at - note.onset_s) < 2 * _PLACED_S), note.onset_s)
            strokes.setdefault(begun, set()).add(note.midi_pitch)
            place += 1
        full = max(strokes.values(), key=len, default=set[int]())
        if len(full) < _FEWEST_IN_CHORD:
            full = set().union(*strokes.values())
        if len(full) > 1:
            found.append(tuple(sorted(full)))
    return found


def mean_voice_movement(score: Score, role: Role = "chords") -> float:
    """Return by how many semitones a voice moves from chord to chord in the mean."""
    return voicing.mean_voice_movement(voicings_of(score, role))


def parallels(score: Score, role: Role = "chords") -> int:
    """Count moves of outer voices in parallel fifths and octaves."""
    return voicing.parallels(voicings_of(score, role))


def range_violations(score: Score) -> int:
    """Count notes that their instruments do not have."""
    return sum(
        not INSTRUMENTS[part.instrument].lowest <= note.midi_pitch <= INSTRUMENTS[part.instrument].highest
        for part in score.parts
        for note in part.performance.notes
    )


def motif_return_share(score: Score, role: Role = "lead", notes: int = 4) -> float:
    """Return which share of a line's notes belong to a figure that comes again: its rhythm, and its ups and downs."""
    moves = [(_sign(move), beats) for move, beats in _moves(score, role)]
    length = notes - 1
    if len(moves) < length:
        return 0.0
    figures = [tuple(moves[at : at + length]) for at in range(len(moves) - length + 1)]
    counts = Counter(figures)
    covered = {at + within for at, figure in enumerate(figures) if counts[figure] > 1 for within in range(notes)}
    return len(covered) / (len(moves) + 1)


def groove_similarity(score: Score, role: Role = "drums") -> float:
    """Return how alike neighbouring bars are: 1 less the share of sixteenths at which only one has an onset."""
    grooves = []
    onsets = [note.onset_s for note in notes_of(score, role)]
    for bar in score.bars:
        step_s = (bar.end_s - bar.start_s) / _STEPS_A_BAR
        inside = onsets[bisect_right(onsets, bar.start_s - step_s / 2) : bisect_right(onsets, bar.end_s - step_s / 2)]
        grooves.append({round((onset - bar.start_s) / step_s) for onset in inside})
    pairs = [(a, b) for a, b in pairwise(grooves) if a and b]
    if not pairs:
        return 1.0
    return sum(1 - len(a ^ b) / _STEPS_A_BAR for a, b in pairs) / len(pairs)


def pitch_class_entropy(score: Score) -> float:
    """Return the entropy of all pitched notes' pitch classes in bits: log2 7 is 2.81 for an even use of one scale."""
    pitched = [part for part in score.parts if INSTRUMENTS[part.instrument].family != "drums"]
    counts = Counter(note.midi_pitch % 12 for part in pitched for note in part.performance.notes)
    total = sum(counts.values())
    return -sum(count / total * log2(count / total) for count in counts.values()) if total else 0.0


def section_contrast(score: Score) -> float:
    """Return how much less goes on in the calmest section than in the fullest, 0 to 1: strokes by velocity."""
    strengths = []
    for section in score.sections:
        struck = sum(
            note.velocity / 127
            for part in score.parts
            for note in part.performance.notes
            if section.start_s - _PLACED_S <= note.onset_s < section.end_s - _PLACED_S
        )
        strengths.append(struck / (section.end_s - section.start_s))
    return 1 - min(strengths) / max(strengths) if max(strengths) > 0 else 0.0


def runs(score: Score, role: Role = "lead", notes: int = 8) -> frozenset[Run]:
    """Return every so many notes in a row of a line, by intervals and rhythm."""
    moves = _moves(score, role)
    length = notes - 1
    return frozenset(tuple(moves[at : at + length]) for at in range(len(moves) - length + 1))


def longest_shared_run(first: Score, second: Score, role: Role = "lead") -> int:
    """Return how many notes in a row two lines share at most, by intervals and rhythm; 1 if nothing is alike."""
    ours, theirs = _moves(first, role), _moves(second, role)
    longest = 0
    before = [0] * (len(theirs) + 1)
    for move in ours:
        row = [0] * (len(theirs) + 1)
        for place, other in enumerate(theirs):
            if move == other:
                row[place + 1] = before[place] + 1
                longest = max(longest, row[place + 1])
        before = row
    return longest + 1


def _moves(score: Score, role: Role) -> list[tuple[int, int]]:
    """Return semitones and twelfths of a beat from each note to the next; of notes struck together the highest."""
    line: dict[int, int] = {}
    for note in notes_of(score, role):
        at = round(_beat_at(score, note.onset_s) * _STEPS_A_BEAT)
        line[at] = max(line.get(at, 0), note.midi_pitch)
    return [(line[after] - line[before], after - before) for before, after in pairwise(sorted(line))]


def _beat_at(score: Score, time_s: float) -> float:
    """Return the counted beat of a time, from the beginning."""
    beats = 0.0
    for bar in score.bars:
        if time_s < bar.end_s:
            return beats + (time_s - bar.start_s) / bar.beat_s
        beats += bar.beats
    return beats + (time_s - score.bars[-1].end_s) / score.bars[-1].beat_s


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)
