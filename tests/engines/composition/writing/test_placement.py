"""Where players place what is written: swing, feel, and small deviations that belong to a note."""

from dataclasses import replace
from statistics import mean, pstdev
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.engines.composition.plan import Genre, Role
from audiostudio.engines.composition.writing.context import BeatNote
from audiostudio.engines.composition.writing.placement import FEELS, place, swung_beats
from audiostudio.engines.composition.writing.rhythm.drums import write_drums
from tests.engines.composition.writing.rhythm.test_drums import contexts
from tests.support.sections import section

GENRES, ROLES = get_args(Genre), get_args(Role)
MACHINES = ("house", "techno", "trance", "dubstep", "drum_and_bass", "synthwave", "chiptune", "trap")


def row(key, count, step=1.0, velocity=90):
    """Equal notes at equal steps."""
    return [BeatNote(at * step, step / 2, key, velocity) for at in range(count)]


def deviations_ms(genre, role, key, *, bars=64, bpm=90.0):
    context = section(genre, bars=bars, bpm=bpm)
    beat_s = 60 / bpm
    placed = place(row(key, bars * 4), role, context, swing=1.0)
    return [1000 * (note.onset_s - at * beat_s) for at, note in enumerate(placed)][1:]


def test_eighths_of_jazz_swing_as_the_ratio_says():
    context = section("jazz", bpm=120.0)
    assert swung_beats(0.5, context, 2.0) == pytest.approx(2 / 3)
    assert swung_beats(0.25, context, 2.0) == pytest.approx(1 / 3)
    assert swung_beats(5.0, context, 2.0) == 5.0
    assert swung_beats(3.5, context, 1.5) == pytest.approx(3.6)


def test_sixteenths_of_hip_hop_swing_and_its_eighths_stay():
    context = section("hip_hop")
    assert swung_beats(0.5, context, 1.5) == 0.5
    assert swung_beats(0.25, context, 1.5) == pytest.approx(0.3)
    assert swung_beats(0.75, context, 1.5) == pytest.approx(0.8)


def test_triplets_and_compound_metre_are_where_they_belong():
    jazz = section("jazz")
    for third in (1 / 3, 2 / 3, 1 / 6, 5 / 6):
        assert swung_beats(third, jazz, 2.0) == third
    blues = section("blues", metre="12/8")
    for third in (1 / 3, 2 / 3, 0.5):
        assert swung_beats(third, blues, 1.8) == third
    hip_hop = section("hip_hop", metre="6/8")
    assert swung_beats(1 / 3, hip_hop, 1.5) == pytest.approx(1 / 3)
    assert swung_beats(1 / 6, hip_hop, 1.5) == pytest.approx(0.2)


def test_the_back_beat_of_hip_hop_lies_late_and_its_hats_ahead():
    for genre, late in (("hip_hop", (7, 11)), ("lofi", (10, 15)), ("rnb", (8, 12)), ("funk", (3, 7))):
        assert late[0] <= mean(deviations_ms(genre, "drums", 38)) <= late[1]
        assert -3.6 <= mean(deviations_ms(genre, "drums", 42)) <= 0
        assert 0 <= mean(deviations_ms(genre, "bass", 40)) <= 9
        assert abs(mean(deviations_ms(genre, "drums", 36))) < 0.6


@pytest.mark.parametrize("genre", GENRES)
def test_players_deviate_a_little_and_machines_hardly(genre):
    spread = pstdev(deviations_ms(genre, "bass", 40))
    assert spread <= 1.0 if FEELS[genre].kick_is_exact and genre != "disco" else 1.4 <= spread <= 4
    # A tempo read from the whole row is exact: least squares over 64 bars.
    found = deviations_ms(genre, "drums", 36)
    middle = (len(found) - 1) / 2
    slope = sum((at - middle) * value for at, value in enumerate(found)) / sum(
        (at - middle) ** 2 for at in range(len(found))
    )
    assert abs(slope) / (1000 * 60 / 90) < 0.0001


@pytest.mark.parametrize("genre", MACHINES)
def test_the_kick_of_machines_is_on_the_grid(genre):
    context = section(genre, bpm=128.0, energy=0.7)
    kicks = [note for note in write_drums(context, "house_kit") if note.midi_pitch == 36]
    placed = place(kicks, "drums", context, swing=1.0)
    assert [note.onset_s for note in placed] == [note.onset_beats * 60 / 128 for note in kicks]


def test_a_note_edited_moves_no_other():
    context = section("rock")
    notes = row(60, 16) + row(64, 16)
    placed = {
        (note.midi_pitch, index // 2): note for index, note in enumerate(place(notes, "chords", context, swing=1.0))
    }
    edited = [replace(note, velocity=40) if note == notes[5] else note for note in notes[:20]]
    again = {(note.midi_pitch, note.onset_s) for note in place(edited, "chords", context, swing=1.0)}
    assert again <= {(note.midi_pitch, note.onset_s) for note in placed.values()}


def test_roles_and_seeds_deviate_apart():
    notes = row(60, 16)
    context = section("rock")
    first = place(notes, "chords", context, swing=1.0)
    assert first == place(notes, "chords", context, swing=1.0)
    assert [note.onset_s for note in first] != [note.onset_s for note in place(notes, "pad", context, swing=1.0)]
    other = place(notes, "chords", section("rock", seed=2), swing=1.0)
    assert [note.onset_s for note in first] != [note.onset_s for note in other]
    assert len({note.velocity for note in first}) > 3


@settings(max_examples=150, deadline=None)
@given(
    context=contexts,
    role=st.sampled_from(ROLES),
    swing=st.sampled_from((1.0, 1.25, 2.0, 3.0)),
    written=st.lists(
        st.tuples(st.integers(0, 95), st.integers(1, 24), st.integers(30, 90), st.integers(1, 127)), max_size=40
    ),
)
def test_placed_notes_stay_in_their_section(context, role, swing, written):
    end = context.bar_starts_beats[-1]
    notes = {
        (onset / 12, key): BeatNote(onset / 12, min(length / 12, end - onset / 12), key, velocity)
        for onset, length, key, velocity in written
        if onset / 12 < end
    }
    placed = place(notes.values(), role, context, swing=swing)
    assert len(placed) == len(notes)
    last_s = end * 60 / context.bpm
    sixteenth_s = 60 / context.bpm / 2
    sounding = {}
    for note in sorted(placed, key=lambda note: note.onset_s):
        assert 0 <= note.onset_s < last_s + sixteenth_s
        assert note.onset_s <= note.offset_s <= last_s + 0.02 + sixteenth_s
        assert 1 <= note.velocity <= 127
        assert note.onset_s >= sounding.get(note.midi_pitch, 0) - 1e-9
        sounding[note.midi_pitch] = note.offset_s


def test_short_notes_on_swung_places_keep_a_length_and_strings_of_a_strum_follow_them():
    """At 2 to 1 the second eighth of 120 bpm begins at 333 ms; a note of a fifth of a beat there ends behind it."""
    context = section("jazz", bpm=120.0)
    stab = [BeatNote(0.5, 0.2, 60, 80), BeatNote(0.5, 0.2, 64, 80, lag_ms=15.0)]
    first, second = place(stab, "chords", context, swing=2.0)
    assert first.onset_s == pytest.approx(1 / 3, abs=0.02)
    assert 0.04 < first.offset_s - first.onset_s < 0.1
    assert second.onset_s - first.onset_s == pytest.approx(0.015, abs=0.012)
