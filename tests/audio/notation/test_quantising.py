"""Beats over time, and notes on their grid: what was played on it is found again."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.audio.notation.notes import Note
from audiostudio.audio.notation.quantising import STEPS_PER_BEAT, GridNote, quantise
from audiostudio.audio.notation.tempo_map import steady_tempo_map, tempo_map

STEADY = tempo_map(np.arange(0, 40) * 0.5)


def played(places, rng=None, spread_s=0.0, length_steps=3):
    """Notes at places in twelfths of a beat of half a second, each by chance up to ``spread_s`` off."""
    rng = rng or np.random.default_rng(0)
    off_s = rng.uniform(-spread_s, spread_s, len(places))
    starts = np.maximum(0, np.array(places) / 24 + off_s)
    return [Note(at, at + length_steps / 24, 60, 80) for at in starts.tolist()]


def test_a_ruler_runs_at_its_tempo_and_says_that_it_is_one():
    bars = steady_tempo_map(90)
    assert not bars.is_estimated
    np.testing.assert_allclose(bars.beats_at([0, 2, 60]), [0, 3, 90])
    assert bars.tempi == [(0, pytest.approx(90))]


def test_jitter_of_beats_is_no_tempo():
    rng = np.random.default_rng(0)
    bars = tempo_map(2.0 + np.arange(200) * 0.5 + rng.uniform(-0.009, 0.009, 200))
    assert len(bars.tempi) < 20
    np.testing.assert_allclose(bars.times_at(4 + np.arange(200)), 2.0 + np.arange(200) * 0.5, atol=0.02)


def test_a_change_of_tempo_stands_where_it_is():
    beats = np.concatenate([np.arange(20) * 0.5, 10 + np.arange(20) * 0.75])
    assert [(beat, round(bpm, 3)) for beat, bpm in tempo_map(beats).tempi] == [(0, 120), (20, 80)]


@settings(max_examples=50)
@given(
    st.lists(st.floats(0.2, 1.5), min_size=2, max_size=60),
    st.lists(st.floats(0, 100), min_size=1, max_size=20),
    st.integers(2, 5),
)
def test_times_and_beats_are_inverse_and_rise(steps, times, per_bar):
    bars = tempo_map(np.cumsum(steps), np.array([1]), per_bar)
    beats = bars.beats_at(times)
    np.testing.assert_allclose(bars.times_at(beats), times, atol=1e-9)
    assert bars.beats_at([0])[0] == 0
    assert np.all(np.diff(bars.beats_at(np.sort(times))) >= 0)
    starts = bars.bar_starts(beats.max())
    assert starts[-1] >= beats.max()
    assert all(step == per_bar for step in np.diff(starts[1:]))


@pytest.mark.parametrize("spread_s", [0, 0.012])
def test_sixteenths_and_triplets_are_told_apart_beat_by_beat(spread_s):
    """At 120 bpm a sixteenth lasts 125 ms, a third of a beat 167 ms; the hand is up to 12 ms off."""
    places = [0, 3, 6, 9, 12, 16, 20, 24, 28, 32, 36, 42, 48, 57, 60, 64, 68]
    notes = quantise(played(places, spread_s=spread_s), STEADY)
    assert [note.onset for note in notes] == places


def test_a_grid_that_is_asked_for_is_kept():
    notes = played([0, 3, 6, 9, 12, 16, 20])
    assert all(note.onset % 6 == 0 for note in quantise(notes, STEADY, "1/8"))
    assert all(note.onset % 4 == 0 for note in quantise(notes, STEADY, "1/8T"))
    assert all(note.onset % 3 == 0 for note in quantise(notes, STEADY, "1/16"))


def test_a_note_a_little_early_is_on_its_beat():
    [note] = quantise([Note(1.985, 2.49, 60, 80)], STEADY)
    assert note == GridNote(48, 12, 60, 80)


def test_of_two_notes_on_one_place_the_louder_stays():
    assert quantise([Note(1.0, 1.5, 60, 50), Note(1.02, 1.2, 60, 90)], STEADY) == [GridNote(24, 6, 60, 90)]


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.floats(0, 30), st.floats(0.01, 4), st.integers(60, 63), st.integers(1, 127)), max_size=40),
    st.sampled_from(["auto", "1/8", "1/16", "1/8T"]),
)
def test_promises_for_any_notes(played_notes, grid):
    notes = quantise([Note(at, at + length, pitch, loud) for at, length, pitch, loud in played_notes], STEADY, grid)
    assert notes == sorted(notes, key=lambda note: (note.onset, note.midi_pitch))
    ends = {}
    for note in notes:
        assert note.duration > 0
        assert note.onset >= ends.get(note.midi_pitch, 0)
        ends[note.midi_pitch] = note.onset + note.duration
        assert (note.onset % STEPS_PER_BEAT) in {0, 3, 4, 6, 8, 9}
    assert len(notes) <= len(played_notes)
    assert bool(notes) is bool(played_notes)
