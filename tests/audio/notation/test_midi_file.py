"""MIDI files read back by the specification's arithmetic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostudio.audio.notation.midi_file import Message, Tempo, Track, midi_file, note_track
from audiostudio.audio.notation.notes import Note
from tests.audio.notation.midi_reading import notes_of, read_midi


def test_an_empty_file_is_the_one_the_specification_spells_out():
    """RP-001: header, then 4/4 and 500,000 microseconds a quarter, each after a delta of one byte."""
    expected = "4d546864 00000006 0001 0001 01e0 4d54726b 00000013 00ff580404021808 00ff510307a120 00ff2f00"
    assert midi_file([]) == bytes.fromhex(expected)


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
    content = midi_file([Track("", (Message(tick, 0, b"\xc0\x05"),))])
    assert content.endswith(bytes.fromhex(encoded) + b"\xc0\x05\x00\xff\x2f\x00")


def test_every_tempo_stands_at_its_tick():
    file = read_midi(midi_file([], [Tempo(0, 120), Tempo(960, 90), Tempo(1440, 61.7)]))
    tempi = [(event.tick, int.from_bytes(event.data, "big")) for event in file.tracks[0] if event.kind == 0x51]
    assert tempi == [(0, 500_000), (960, 666_667), (1440, 972_447)]


def test_notes_lie_where_they_were_played_to_half_a_tick():
    notes = [Note(0.0, 0.5, 60, 1), Note(1.23456, 2.0, 61, 127), Note(3_600.0, 3_601.0, 127, 64)]
    file = read_midi(midi_file([note_track("Klavier ♪", notes, 120)]))
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
    file = read_midi(midi_file([note_track("", notes, 120)]))
    assert [note[:2] for note in notes_of(file.tracks[1])] == [(0, 960), (960, 1920)]


def test_bent_notes_that_sound_together_have_channels_of_their_own():
    bent = [Note(0.0, 1.0, pitch, 80, (0.0, 0.5, 0.5, -2.0, 2.0)) for pitch in (60, 64, 67)]
    file = read_midi(midi_file([note_track("", bent, 120)]))
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
    file = read_midi(midi_file([note_track("x", notes, 120)]))
    expected = sorted((on, on + length, 0, pitch, velocity) for on, length, pitch, velocity in played)
    assert notes_of(file.tracks[1]) == expected
