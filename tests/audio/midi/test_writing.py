"""MIDI files read back by the specification's arithmetic."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostudio.audio.midi.writing import (
    MELODIC_CHANNELS,
    ControllerLine,
    MidiMessage,
    MidiPart,
    MidiTrack,
    midi_file,
    performed_track,
    quantised_track,
)
from audiostudio.audio.notation.notes import KeySignature, Note
from audiostudio.audio.notation.quantising import GridNote
from audiostudio.audio.notation.tempo_map import TempoMap, WrittenBar, steady_tempo_map, tempo_map
from tests.support.midi_reading import notes_of, read_midi, seconds_at

RULER = steady_tempo_map(120)


def track_of(notes, name="", **part):
    return performed_track(MidiPart(name, **part), notes, RULER)


def test_an_empty_file_is_the_one_the_specification_spells_out():
    """RP-001: header, then 4/4 and 500,000 microseconds a quarter, each after a delta of one byte."""
    expected = "4d546864 00000006 0001 0001 01e0 4d54726b 00000013 00ff580404021808 00ff510307a120 00ff2f00"
    assert midi_file([], RULER) == bytes.fromhex(expected)


@pytest.mark.parametrize(
    ("tick", "encoded"),
    [
        (0x00, "00"),
        (0x40, "40"),
        (0x7F, "7f"),
        (0x80, "8100"),
        (0x2000, "c000"),
        (0x3FFF, "ff7f"),
        (0x4000, "818000"),
        (0x1FFFFF, "ffff7f"),
        (0x200000, "81808000"),
        (0x0FFFFFFF, "ffffff7f"),
    ],
)
def test_delta_times_are_encoded_as_in_the_specifications_table(tick, encoded):
    content = midi_file([MidiTrack("", (MidiMessage(tick, 0, b"\xc0\x05"),))], RULER)
    assert content.endswith(bytes.fromhex(encoded) + b"\xc0\x05\x00\xff\x2f\x00")


def test_every_tempo_stands_at_its_tick():
    beats = TempoMap(np.array([0.0, 2, 3, 4]), np.array([0, 1, 1 + 60 / 90, 1 + 60 / 90 + 60 / 61.7]))
    file = read_midi(midi_file([], beats))
    tempi = [(event.tick, int.from_bytes(event.data, "big")) for event in file.tracks[0] if event.kind == 0x51]
    assert tempi == [(0, 500_000), (960, 666_667), (1440, 972_447)]


def test_beats_of_a_rubato_fall_on_ticks_and_notes_keep_their_times():
    """Each is 3 % longer or shorter than the last, and one lies before the first heard; a note is half a tick off."""
    rng = np.random.default_rng(0)
    beats_s = np.cumsum(0.5 * 1.03 ** np.cumsum(rng.choice([-1, 1], 60)))
    onsets_s = np.sort(rng.uniform(0, beats_s[-1] + 2, 40))
    notes = [Note(at, at + 0.2, 40 + number, 80) for number, at in enumerate(onsets_s)]
    bars = tempo_map(beats_s)
    file = read_midi(midi_file([performed_track(MidiPart("x"), notes, bars)], bars))
    beats_read = seconds_at(file, (np.arange(len(beats_s)) + 1) * 480)
    assert np.abs(beats_read - beats_s).max() < 0.021
    onsets_read = seconds_at(file, [start for start, *_ in notes_of(file.tracks[1])])
    assert np.abs(onsets_read - [note.onset_s for note in notes]).max() < 0.002


def test_bars_key_and_chords_stand_in_the_first_track():
    bars = tempo_map(np.arange(2, 20) * 0.5, np.array([1, 4, 7]), 3)
    content = midi_file([], bars, key=KeySignature(-3, True), markers=[(0.0, "Cm"), (4.5, "B♭7")])
    events = read_midi(content).tracks[0]
    # Two beats before the first one heard, the second of which begins a bar: all three make a bar of their own.
    assert [(event.tick, event.data) for event in events if event.kind == 0x58] == [(0, bytes([3, 2, 24, 8]))]
    assert [event.data for event in events if event.kind == 0x59] == [bytes([0xFD, 1])]
    markers = [(event.tick, event.data.decode()) for event in events if event.kind == 0x06]
    assert markers == [(0, "Cm"), (2160, "B♭7")]


def test_a_shorter_first_bar_has_its_own_time_signature():
    events = read_midi(midi_file([], tempo_map(np.arange(1, 20) * 0.5, np.array([0, 4, 8]), 4))).tracks[0]
    times = [(event.tick, event.data[0]) for event in events if event.kind == 0x58]
    assert times == [(0, 1), (480, 4)]


def test_parts_have_programs_and_drums_have_none():
    voice, drums = MidiPart("voice", 53, (3,)), MidiPart("drums", 0, (9,))
    notes = [GridNote(0, 12, 60, 90), GridNote(8, 4, 64, 90)]
    file = read_midi(midi_file([quantised_track(part, notes) for part in (voice, drums)], RULER))
    programs = [[event for event in track if event.status >> 4 == 0xC] for track in file.tracks[1:]]
    assert [(event.channel, event.data) for event in programs[0]] == [(3, bytes([53]))]
    assert programs[1] == []
    # A twelfth of a quarter of 480 ticks is 40 ticks.
    assert notes_of(file.tracks[2]) == [(0, 480, 9, 60, 90), (320, 480, 9, 64, 90)]


def test_notes_lie_where_they_were_played_to_half_a_tick():
    notes = [Note(0.0, 0.5, 60, 1), Note(1.23456, 2.0, 61, 127), Note(3_600.0, 3_601.0, 127, 64)]
    file = read_midi(midi_file([track_of(notes, "Klavier ♪")], RULER))
    assert (file.format, file.ticks_per_quarter, len(file.tracks)) == (1, 480, 2)
    names = [event.data.decode() for event in file.tracks[1] if event.kind == 0x03]
    assert names == ["Klavier ♪"]
    # 120 bpm of 480 ticks are 960 ticks a second.
    assert notes_of(file.tracks[1]) == [
        (0, 480, 0, 60, 1),
        (1185, 1920, 0, 61, 127),
        (3_456_000, 3_456_960, 0, 127, 64),
    ]


def test_a_key_struck_again_is_released_first():
    notes = [Note(1.0, 2.0, 60, 80), Note(0.0, 1.0, 60, 80)]
    file = read_midi(midi_file([track_of(notes)], RULER))
    assert [note[:2] for note in notes_of(file.tracks[1])] == [(0, 960), (960, 1920)]


def test_bent_notes_that_sound_together_have_channels_of_their_own():
    bent = [Note(0.0, 1.0, pitch, 80, (0.0, 0.5, 0.5, -2.0, 2.0)) for pitch in (60, 64, 67)]
    file = read_midi(midi_file([track_of(bent, channels=MELODIC_CHANNELS)], RULER))
    events = [event for event in file.tracks[1] if event.kind is None]
    assert {note[2] for note in notes_of(events)} == {0, 1, 2}
    assert all(event.channel != 9 for event in events)
    bends = [
        (event.tick, event.data[1] << 7 | event.data[0])
        for event in events
        if event.status >> 4 == 0xE and event.channel == 0
    ]
    # Frames are 11.61 ms or 11.15 ticks apart; half a semitone of a range of two is a quarter of 8192.
    assert bends == [(0, 8192), (11, 10_240), (33, 0), (45, 16_383)]
    ranges = [event.data for event in events if event.status == 0xB0]
    assert ranges == [bytes([101, 0]), bytes([100, 0]), bytes([6, 2]), bytes([38, 0])]


@given(
    st.lists(
        st.tuples(st.integers(0, 50_000), st.integers(1, 5_000), st.integers(21, 108), st.integers(1, 127)),
        unique_by=lambda note: note[2],
        max_size=40,
    )
)
def test_whatever_is_written_is_read(played):
    notes = [Note(on / 960, (on + length) / 960, pitch, velocity) for on, length, pitch, velocity in played]
    file = read_midi(midi_file([track_of(notes, "x")], RULER))
    expected = sorted((on, on + length, 0, pitch, velocity) for on, length, pitch, velocity in played)
    assert notes_of(file.tracks[1]) == expected


def test_controllers_go_in_lines_or_in_steps():
    """From 0 to 127 in half a second of 480 ticks, never more than two apart; a pedal only where it changes."""
    lines = [ControllerLine(11, [(0.0, 0), (0.5, 127)]), ControllerLine(64, [(0.0, 127), (0.5, 0)], is_stepped=True)]
    track = performed_track(MidiPart("x", channels=(2,)), [Note(0.0, 1.0, 60, 80)], RULER, controllers=lines)
    events = [event for event in read_midi(midi_file([track], RULER)).tracks[1] if event.status == 0xB2]
    expression = [(event.tick, event.data[1]) for event in events if event.data[0] == 11]
    assert (expression[0], expression[-1]) == ((0, 0), (480, 127))
    assert all(abs(value - tick / 480 * 127) <= 1 for tick, value in expression)
    assert all(0 < b[1] - a[1] <= 3 for a, b in itertools.pairwise(expression))
    assert [(event.tick, event.data[1]) for event in events if event.data[0] == 64] == [(0, 127), (480, 0)]


def test_a_part_bends_as_far_as_it_says():
    part = MidiPart("x", channels=(0, 1), bend_range_semitones=12)
    track = performed_track(part, [Note(0.0, 1.0, 36, 80, (-12.0, 6.0))], RULER)
    events = read_midi(midi_file([track], RULER)).tracks[1]
    assert [event.data[1] for event in events if event.status == 0xB0 and event.data[0] == 6] == [12]
    assert [event.data[1] << 7 | event.data[0] for event in events if event.status == 0xE0] == [0, 12_288]


def test_written_bars_change_the_metre():
    """Two bars of 7/8, then 6/8, whose click is a dotted quarter of 36 clocks."""
    bars = (WrittenBar(0.0, 7, 8), WrittenBar(3.5, 7, 8), WrittenBar(7.0, 6, 8))
    beats = TempoMap(np.array([0.0, 10.0]), np.array([0.0, 5.0]), written_bars=bars)
    events = read_midi(midi_file([], beats)).tracks[0]
    assert [(event.tick, tuple(event.data)) for event in events if event.kind == 0x58] == [
        (0, (7, 3, 12, 8)),
        (3360, (6, 3, 36, 8)),
    ]
    assert beats.bar_starts(8.0) == [0, 3.5, 7, 10]
    assert beats.bar_starts(12.0) == [0, 3.5, 7, 10, 13]
