"""Measures against scores small enough to count by hand."""

import pytest

from audiostudio.audio.instruments.performance import Performance
from audiostudio.audio.notation.notes import Note
from audiostudio.engines.composition.score import Bar, ChordSpan, Score, ScorePart, SectionSpan
from audiostudio.engines.composition.writing.measures import (
    chord_tone_share,
    groove_similarity,
    longest_shared_run,
    mean_voice_movement,
    motif_return_share,
    parallels,
    pitch_class_entropy,
    range_violations,
    runs,
    section_contrast,
)


def score_of(*parts, bars=2):
    """Two bars of 4/4 at 120 bpm unless told, C major then F major; two sections where there are two bars."""
    spans = [(2.0 * bar, 2.0 * bar + 2) for bar in range(bars)]
    chords = [
        ChordSpan(*span, name, numeral, tones, tones[0])
        for span, (name, numeral, tones) in zip(
            spans, [("C", "I", (0, 4, 7)), ("F", "IV", (5, 9, 0))] * bars, strict=False
        )
    ]
    return Score(
        tuple(ScorePart(role, instrument, Performance(tuple(notes))) for role, instrument, notes in parts),
        tuple(Bar(start, 4, 0.5) for start, _ in spans),
        tuple(chords),
        tuple(SectionSpan(*span, number, "verse", 0.5) for number, span in enumerate(spans)),
        2.0 * bars,
    )


def line(*notes):
    """Notes as (beat, key), a quarter long."""
    return [Note(beat / 2, beat / 2 + 0.4, key, 100) for beat, key in notes]


def test_chord_tones_are_counted_on_strong_beats_only():
    # Strong: C on 1 (in), D on 3 (out), F on 1 of the second bar (in); the others are weak.
    score = score_of(("lead", "flute", line((0, 72), (1, 74), (2, 74), (3, 73), (4, 77))))
    assert chord_tone_share(score) == pytest.approx(2 / 3)


def test_movement_and_parallels_of_chords_as_played():
    chords = [Note(at, at + 1, key, 80) for at, keys in ((0.0, (60, 64, 67)), (2.0, (60, 65, 69))) for key in keys]
    assert mean_voice_movement(score_of(("chords", "piano", chords))) == 1.0
    fifths = [Note(at, at + 1, key, 80) for at, keys in ((0.0, (48, 67)), (2.0, (53, 72))) for key in keys]
    assert parallels(score_of(("chords", "piano", fifths))) == 1


def test_keys_that_an_instrument_lacks_are_violations():
    assert range_violations(score_of(("lead", "flute", line((0, 59), (1, 60), (2, 96), (3, 97))))) == 2


def test_grooves_differ_by_the_steps_that_only_one_has():
    # Of sixteen steps the second bar lacks one and has another: two differ.
    kicks = line((0, 36), (2, 36), (4, 36), (7, 36))
    assert groove_similarity(score_of(("drums", "rock_kit", kicks))) == 1 - 2 / 16


def test_entropy_of_even_notes_is_the_logarithm_of_their_number():
    assert pitch_class_entropy(score_of(("lead", "flute", line((0, 60), (1, 62), (2, 64), (3, 65))))) == pytest.approx(
        2
    )
    assert pitch_class_entropy(score_of(("drums", "rock_kit", line((0, 36))))) == 0


def test_contrast_is_what_the_calm_section_lacks():
    score = score_of(("lead", "flute", line((0, 72), (1, 72), (2, 72), (3, 72), (4, 72))))
    assert section_contrast(score) == pytest.approx(0.75)


def test_a_figure_that_comes_again_counts_wherever_it_lies():
    figure = ((0, 0), (1, 2), (1.5, 4), (2, 2))
    twice = [(beat + shift, 72 + key + up) for shift, up in ((0, 0), (4, 5)) for beat, key in figure]
    assert motif_return_share(score_of(("lead", "flute", line(*twice)))) == 1.0
    alone = line((0, 72), (1, 74), (1.5, 76), (2, 74), (4, 71), (4.5, 79))
    assert motif_return_share(score_of(("lead", "flute", alone))) == 0.0


def test_shared_runs_are_by_interval_and_rhythm():
    keys = (72, 74, 76, 77, 79, 81, 83, 84, 83)
    first = score_of(("lead", "flute", line(*((at / 2, key) for at, key in enumerate(keys)))), bars=3)
    moved = score_of(
        ("lead", "flute", line(*((at / 2 + 1, key - 5) for at, key in enumerate(keys[:-1])), (8, 60))), bars=3
    )
    slower = score_of(("lead", "flute", line(*((at, key) for at, key in enumerate(keys)))), bars=3)
    assert longest_shared_run(first, moved) == 8
    assert longest_shared_run(first, slower) == 1
    assert runs(first) & runs(moved)
    assert not runs(first) & runs(slower)
