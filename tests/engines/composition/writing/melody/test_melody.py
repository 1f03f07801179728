"""Melodies: chord tones on strong beats, steps and recovered leaps, returning motifs, rest and end, by genre."""

import itertools
from statistics import mean
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostudio.engines.composition.plan import Genre, Metre
from audiostudio.engines.composition.writing.dice import Dice
from audiostudio.engines.composition.writing.grid import bar_grids
from audiostudio.engines.composition.writing.melody.counter_melody import write_counter_melody
from audiostudio.engines.composition.writing.melody.melody import melody_line, write_melody
from audiostudio.engines.composition.writing.melody.melody_idioms import IDIOMS
from audiostudio.engines.composition.writing.melody.motif import (
    Motif,
    MotifNote,
    augmented,
    cut,
    invented_motif,
    inverted,
    sequenced_head,
    transposed,
)
from tests.support.sections import section

GENRES = get_args(Genre)
THREE = Motif((MotifNote(0, 4, 0), MotifNote(4, 2, 2), MotifNote(8, 8, -1)), 32)


def degrees(motif):
    return [(note.step, note.degree) for note in motif.notes]


def test_motifs_are_turned_as_text_books_say():
    assert degrees(transposed(THREE, 2)) == [(0, 2), (4, 4), (8, 1)]
    assert degrees(inverted(THREE)) == [(0, 0), (4, -2), (8, 1)]
    assert degrees(augmented(THREE)) == [(0, 0), (8, 2), (16, -1)]
    assert degrees(sequenced_head(THREE, 1)) == [(0, 0), (4, 2), (8, -1), (16, 1), (20, 3), (24, 0)]
    assert degrees(cut(THREE, 6)) == [(0, 0), (4, 2)]


@given(st.integers(0, 10_000), st.sampled_from(GENRES), st.sampled_from(get_args(Metre)), st.floats(0, 1))
def test_motifs_are_short_recover_their_leaps_and_breathe(seed, genre, metre, energy):
    bar = bar_grids(section(genre, metre=metre, bars=1))[0]
    motif = invented_motif(Dice(seed), IDIOMS[genre], bar, 2, energy, (0.45, 0.72))
    assert 2 <= len(motif.notes) <= 14
    ends = [note.step + note.steps for note in motif.notes]
    assert all(end <= after.step for end, after in zip(ends, motif.notes[1:], strict=False))
    assert ends[-1] < motif.steps
    moves = [b.degree - a.degree for a, b in zip(motif.notes, motif.notes[1:], strict=False)]
    for leap, answer in itertools.pairwise(moves):
        if abs(leap) >= 3:
            assert abs(answer) <= 1


def strong_notes(context, notes):
    strong = {grid.beat_of(step) for grid in bar_grids(context) for step in grid.strong_steps}
    for note in notes:
        if note.onset_beats in strong:
            chord = next(one for one in context.chords if one.start_beats <= note.onset_beats < one.end_beats)
            yield note.midi_pitch % 12 in chord.pitch_classes


@pytest.mark.parametrize("genre", GENRES)
def test_lines_fit_their_chords_move_by_steps_and_stay_singable(genre):
    fitting, moves, spans = [], [], []
    for seed in range(8):
        context = section(genre, theme_seed=seed, seed=seed, kind="chorus")
        line = melody_line(context)
        fitting += strong_notes(context, line)
        keys = [note.midi_pitch for note in line]
        spans.append(max(keys) - min(keys))
        moves += [abs(after - before) for before, after in itertools.pairwise(keys)]
        end = line[-1].onset_beats + line[-1].duration_beats
        sounding = [
            chord for chord in context.chords if chord.start_beats < end and line[-1].onset_beats < chord.end_beats
        ]
        assert line[-1].midi_pitch % 12 in sounding[-1].pitch_classes
        assert line[-1].onset_beats + line[-1].duration_beats <= 32
    assert mean(fitting) >= 0.8
    assert max(spans) <= 16  # a tenth
    assert mean(move <= 4 for move in moves) >= 0.6
    assert max(moves) <= 12


@pytest.mark.parametrize("genre", ["pop", "rock", "trance", "country"])
def test_a_chorus_brings_its_theme_back(genre):
    """The first two bars are the theme itself, whatever the section's own seed."""
    first, second = (
        [note for note in melody_line(section(genre, kind="chorus", seed=seed)) if note.onset_beats < 8]
        for seed in (1, 2)
    )
    assert first == second
    assert melody_line(section(genre, kind="chorus", seed=1)) != melody_line(section(genre, kind="chorus", seed=2))
    other = [note for note in melody_line(section(genre, kind="verse", seed=1)) if note.onset_beats < 8]
    assert [note.onset_beats for note in other] != [note.onset_beats for note in first]


def test_genres_sing_differently():
    def line(genre):
        return tuple(note.onset_beats for note in melody_line(section(genre, kind="chorus")))

    assert len({line(genre) for genre in GENRES}) == len(GENRES)

    def notes_a_bar(genre, **more):
        return mean(len(melody_line(section(genre, theme_seed=seed, **more))) / 8 for seed in range(10))

    assert notes_a_bar("ambient") < 2 < notes_a_bar("funk")
    assert notes_a_bar("jazz", kind="solo") > 1.3 * notes_a_bar("jazz")

    def off_beats(genre):
        onsets = [note.onset_beats for seed in range(10) for note in melody_line(section(genre, theme_seed=seed))]
        return mean(onset % 1 != 0 for onset in onsets)

    assert off_beats("waltz") < off_beats("salsa")


def test_blues_and_pentatonics_keep_to_their_scales():
    """A minor pentatonic and its blue note, beside the chords' own notes."""
    context = section("blues", kind="chorus")
    for note in melody_line(context):
        chords = {pitch for chord in context.chords for pitch in chord.pitch_classes}
        assert note.midi_pitch % 12 in {9, 0, 2, 3, 4, 7} | chords


def test_there_is_one_climax_and_there_are_breaths():
    line = melody_line(section("pop", kind="chorus", bars=16))
    top = max(note.midi_pitch for note in line)
    bars = {int(note.onset_beats // 8) for note in line if note.midi_pitch == top}
    assert len(bars) == 1
    gaps = [b.onset_beats - a.onset_beats - a.duration_beats for a, b in itertools.pairwise(line)]
    assert sum(gap >= 0.5 for gap in gaps) >= 4


def test_slides_are_for_those_who_can_slide():
    lines = [
        (name, [write_melody(section("rock", kind="chorus", theme_seed=seed), name) for seed in range(6)])
        for name in ("overdriven_guitar", "piano")
    ]
    slid = {name: sum(note.glide_from_pitch is not None for line in played for note in line) for name, played in lines}
    assert slid["overdriven_guitar"] > 5
    assert slid["piano"] == 0


def test_folk_has_grace_notes_and_chips_have_runs():
    graces = [
        note for seed in range(6) for note in write_melody(section("folk", seed=seed), "fiddle") if note.lag_ms < 0
    ]
    assert graces
    runs = [
        note
        for seed in range(6)
        for note in write_melody(section("chiptune", seed=seed), "chip_lead")
        if note.lag_ms > 0
    ]
    assert runs


def test_a_second_line_moves_while_the_first_holds():
    together = apart = 0
    for seed in range(10):
        context = section("pop", kind="chorus", theme_seed=seed, seed=seed)
        lead = melody_line(context)
        counter = write_counter_melody(context, "cello")
        assert all(
            after.onset_beats >= before.onset_beats + before.duration_beats - 1e-9
            for before, after in itertools.pairwise(counter)
        )
        onsets = {note.onset_beats for note in lead}
        for note in counter:
            if note.onset_beats % 4:
                together += note.onset_beats in onsets
                apart += note.onset_beats not in onsets
    assert apart > 4 * together


def test_under_a_voice_nobody_leads():
    assert write_melody(section("pop", under_voice=True), "flute") == []
    assert write_counter_melody(section("pop", under_voice=True), "cello") == []
