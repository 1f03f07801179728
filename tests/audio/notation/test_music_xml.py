"""Scores read back: bars are full, ties meet, values are those written, and the notes are the grid's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.audio.notation.music_xml import ChordSymbol, ScorePart, music_xml
from audiostudio.audio.notation.notes import KeySignature, Note
from audiostudio.audio.notation.quantising import GridNote, quantise
from audiostudio.audio.notation.tempo_map import TempoMap, WrittenBar, tempo_map
from tests.support.score_reading import read_score

STEADY = tempo_map(np.arange(0, 40) * 0.5)


def read(notes, bars=STEADY, channel=0, **options):
    [part] = read_score(music_xml("t", [ScorePart("x", 0, channel, notes)], bars, **options)).values()
    return part


def triples(notes):
    return sorted((note.onset, note.onset + note.duration, note.midi_pitch) for note in notes)


@pytest.mark.parametrize(
    "places",
    [
        [(0, 48)],
        [(0, 12), (12, 6), (18, 6), (24, 24)],
        [(6, 12), (18, 30)],
        [(3, 3), (9, 21), (33, 96)],
        [(0, 4), (4, 4), (8, 4), (12, 8), (20, 28)],
        [(44, 8), (52, 8)],
        [(6, 22)],
        [(0, 20), (20, 4)],
        [],
    ],
    ids=[
        "whole",
        "plain",
        "syncopated",
        "over bars",
        "triplets",
        "triplet over a bar",
        "into a triplet",
        "out",
        "none",
    ],
)
def test_a_melody_is_read_as_it_was_written(places):
    notes = [GridNote(onset, duration, 72, 80) for onset, duration in places]
    part = read(notes)
    assert part.notes == triples(notes)
    assert set(part.bars) == {48}


def test_chords_and_two_voices_keep_their_lengths():
    """A held bass under a melody on one staff, and a chord of three."""
    notes = [GridNote(0, 48, 62, 80), *(GridNote(12 * beat, 12, 72 + beat, 80) for beat in range(4))]
    notes += [GridNote(48, 24, pitch, 80) for pitch in (64, 67, 71)]
    assert read(notes).notes == triples(notes)


def test_high_and_low_notes_stand_on_two_staves():
    notes = [GridNote(0, 48, 40, 80), GridNote(0, 12, 76, 80), GridNote(12, 36, 77, 80)]
    content = music_xml("t", [ScorePart("x", 0, 0, notes)], STEADY)
    assert b"<staves>2</staves>" in content
    assert content.count(b"<clef ") == 2
    assert triples(notes) == read(notes).notes


def test_a_shorter_first_bar_is_implicit_and_the_next_has_number_one():
    bars = tempo_map(np.arange(1, 20) * 0.5, np.array([0, 3]), 3)
    content = music_xml("t", [ScorePart("x", 0, 0, [GridNote(0, 12, 72, 80), GridNote(12, 36, 74, 80)])], bars)
    assert b'<measure number="0" implicit="yes">' in content
    [part] = read_score(content).values()
    assert part.bars == [12, 36]
    assert part.notes == [(0, 12, 72), (12, 48, 74)]


def test_key_chords_and_tempo_are_written():
    chords = [ChordSymbol(0, 3, "major", ""), ChordSymbol(6, 0, "minor-seventh", "m7")]
    bars = tempo_map(np.concatenate([np.arange(8) * 0.5, 4 + np.arange(9) * 0.6]))
    notes = [GridNote(0, 192, 75, 80)]
    content = music_xml("t", [ScorePart("x", 0, 0, notes)], bars, key=KeySignature(-3, False), chords=chords)
    assert b"<fifths>-3</fifths>" in content
    assert b"<step>E</step><alter>-1</alter>" in content
    part = read(notes, bars, key=KeySignature(-3, False), chords=chords)
    assert part.harmonies == [(0, "Eb"), (72, "Cm7")]
    assert part.tempi == [120, 100]


def test_drums_are_unpitched_and_name_their_instruments():
    notes = [GridNote(0, 12, 36, 90), GridNote(0, 12, 42, 90), GridNote(12, 12, 38, 90)]
    content = music_xml("t", [ScorePart("Drums", 0, 9, notes)], STEADY)
    assert content.count(b"<unpitched>") == 3
    assert b"<sign>percussion</sign>" in content
    assert b"<midi-unpitched>39</midi-unpitched>" in content
    assert read(notes, channel=9).notes == triples(notes)


def test_titles_that_look_like_markup_are_words():
    content = music_xml("<b>&", [ScorePart("x", 0, 0, [GridNote(0, 12, 72, 80)])], STEADY)
    assert b"&lt;b&gt;&amp;" in content


@settings(max_examples=80)
@given(
    st.lists(st.tuples(st.floats(0, 20), st.floats(0.02, 5), st.integers(36, 90)), min_size=1, max_size=60),
    st.integers(0, 5),
    st.integers(2, 5),
)
def test_any_notes_make_full_bars_and_no_onset_is_lost(played, first_downbeat, per_bar):
    bars = tempo_map(0.3 + np.arange(40) * 0.5, np.array([first_downbeat]), per_bar)
    notes = quantise([Note(at, at + length, pitch, 80) for at, length, pitch in played], bars)
    part = read(notes, bars)
    written, heard = (
        {(start, pitch) for start, _, pitch in part.notes},
        {(note.onset, note.midi_pitch) for note in notes},
    )
    assert written == heard
    assert sum(part.bars[:1]) <= per_bar * 12
    assert set(part.bars[1:]) <= {per_bar * 12}
    ends = {(note.onset, note.midi_pitch): note.onset + note.duration for note in notes}
    # Voices shorten notes, or lengthen one that shares its place with others; none begins elsewhere.
    assert all(end > start for start, end, _ in part.notes)
    assert ends.keys() == written


def test_bars_of_seven_eighths_are_full_and_begin_between_quarters():
    bars = TempoMap(
        np.array([0.0, 14.0]), np.array([0.0, 7.0]), written_bars=tuple(WrittenBar(3.5 * at, 7, 8) for at in range(4))
    )
    notes = [GridNote(6 * at, 6, 72 + at % 3, 80) for at in range(28)]
    part = read(notes, bars)
    assert part.bars == [42, 42, 42, 42]
    assert part.notes == triples(notes)


def test_a_chord_over_another_bass_names_both():
    content = music_xml(
        "t", [ScorePart("x", 0, 0, [GridNote(0, 12, 72, 80)])], STEADY, chords=[ChordSymbol(0, 0, "major", "", 4)]
    )
    assert b"<bass><bass-step>E</bass-step></bass>" in content
