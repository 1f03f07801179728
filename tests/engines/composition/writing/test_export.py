"""Scores read back from the files they are written to, by readers that share no code with the writers."""

import io
import json

import av
import pytest

from audiostudio.engines.composition.writing.arranger import write_score
from audiostudio.engines.composition.writing.export import (
    key_signature,
    score_beats,
    score_midi,
    score_music_xml,
    score_piano_roll,
)
from tests.support.midi_reading import notes_of, read_midi, seconds_at
from tests.support.plans import EVERY_ROLE, song
from tests.support.score_reading import read_score

PARTS = (
    ("drums", "rock_kit"),
    ("bass", "bass_808"),
    ("chords", "piano"),
    ("lead", "overdriven_guitar"),
    ("pad", "strings"),
)


def with_tempo(plan, number, bpm):
    sections = list(plan.sections)
    sections[number] = sections[number].model_copy(update={"bpm": bpm})
    return plan.model_copy(update={"sections": tuple(sections), "duration_s": plan.duration_s + 60})


@pytest.mark.parametrize("metre", ["4/4", "3/4", "6/8", "7/8", "5/4", "12/8", "2/4"])
def test_a_midi_file_holds_every_note_to_half_a_tick(metre):
    plan = with_tempo(song("rock", metre=metre, bars=3, parts=PARTS, last_bar_beats=1), 2, 97.0)
    score = write_score(plan)
    file = read_midi(score_midi(plan, score))
    assert (file.format, file.ticks_per_quarter, len(file.tracks)) == (1, 480, 1 + len(PARTS))
    slowest = 60 / 97 * {"7/8": 2, "6/8": 2 / 3, "12/8": 2 / 3}.get(metre, 1)
    for part, track in zip(score.parts, file.tracks[1:], strict=True):
        read = notes_of(track)
        onsets = seconds_at(file, sorted(start for start, *_ in read))
        written = sorted(note.onset_s for note in part.performance.notes)
        assert max(abs(onsets - written)) <= slowest / 480 / 2 + 1e-4
        assert sorted(note[3:] for note in read) == sorted(
            (note.midi_pitch, note.velocity) for note in part.performance.notes
        )


def test_tempi_metres_key_sections_and_chords_stand_in_the_first_track():
    """At 7/8 a bar is three and a half quarters; 97 eighths a minute are 1.237 s a quarter."""
    plan = with_tempo(
        song("rock", metre="7/8", key="Eb major", bars=2, kinds=("verse", "chorus"), parts=PARTS, last_bar_beats=5),
        1,
        97.0,
    )
    events = read_midi(score_midi(plan, write_score(plan))).tracks[0]
    tempi = [(event.tick, int.from_bytes(event.data, "big")) for event in events if event.kind == 0x51]
    assert tempi == [(0, 1_000_000), (2 * 7 * 240, 1_237_113)]
    metres = [(event.tick, tuple(event.data)) for event in events if event.kind == 0x58]
    assert metres == [(0, (7, 3, 12, 8)), (3 * 7 * 240, (5, 3, 12, 8))]
    assert [event.data for event in events if event.kind == 0x59] == [bytes([0xFD, 0])]
    markers = [(event.tick, event.data.decode()) for event in events if event.kind == 0x06]
    assert markers[:2] == [(0, "Verse"), (0, "Eb")]
    assert (3360, "Chorus") in markers


def test_pedal_expression_vibrato_and_slides_are_sent():
    plan = song("pop", bars=4, parts=(("chords", "piano"), ("lead", "violin"), ("pad", "strings")), seed=2)
    score = write_score(plan)
    file = read_midi(score_midi(plan, score))
    sent = [
        {event.data[0] for event in track if event.kind is None and event.status >> 4 == 0xB}
        for track in file.tracks[1:]
    ]
    assert 64 in sent[0]
    assert {1, 11} <= sent[1]
    assert 11 in sent[2]
    pedal = [
        (event.tick, event.data[1])
        for event in file.tracks[1]
        if event.kind is None and event.status >> 4 == 0xB and event.data[0] == 64
    ]
    # 120 bpm of 480 ticks are 960 ticks a second.
    downs = [round(down * 960) for down, _ in score.parts[0].performance.pedal_down]
    assert [tick for tick, value in pedal if value == 127] == downs
    slides = song("trap", key="C minor", bars=4, parts=(("bass", "bass_808"), ("lead", "overdriven_guitar")), seed=1)
    written = write_score(slides)
    bent = read_midi(score_midi(slides, written)).tracks[1:]
    for part, track in zip(written.parts, bent, strict=True):
        wheel = [
            event.data[0] | event.data[1] << 7 for event in track if event.kind is None and event.status >> 4 == 0xE
        ]
        furthest = max((abs(bend) for note in part.performance.notes for bend in note.bends_semitones), default=0)
        if furthest:
            ranges = [
                event.data[1]
                for event in track
                if event.kind is None and event.status >> 4 == 0xB and event.data[0] == 6
            ]
            assert ranges[0] >= furthest
            assert max(abs(value - 8192) for value in wheel) == pytest.approx(8192 * furthest / ranges[0], abs=2)


def test_every_part_has_a_channel_and_drums_theirs():
    plan = song(bars=2, parts=(*EVERY_ROLE, ("bass", "bass_808"), ("percussion", "latin_kit")))
    score = write_score(plan)
    tracks = read_midi(score_midi(plan, score)).tracks[1:]
    channels = [{event.channel for event in track if event.kind is None} for track in tracks]
    drums = [part.role in ("drums", "percussion") for part in score.parts]
    assert all((used <= {9}) == is_drums for used, is_drums in zip(channels, drums, strict=True) if used)
    pitched = [channel for used, is_drums in zip(channels, drums, strict=True) if not is_drums for channel in used]
    assert len(pitched) == len(set(pitched))


@pytest.mark.parametrize(
    ("key", "fifths", "minor"),
    [
        ("C major", 0, False),
        ("A minor", 0, True),
        ("D dorian", 0, True),
        ("F# minor", 3, True),
        ("Bb major", -2, False),
        ("F lydian", 0, False),
    ],
)
def test_key_signatures(key, fifths, minor):
    signature = key_signature(song().model_copy(update={"key": key}))
    assert (signature.fifths, signature.is_minor) == (fifths, minor)


@pytest.mark.parametrize(
    ("metre", "divisions"), [("4/4", 48), ("3/4", 36), ("6/8", 36), ("7/8", 42), ("5/4", 60), ("12/8", 72)]
)
def test_music_xml_has_full_bars_of_the_metre_and_all_onsets(metre, divisions):
    plan = song(
        "pop",
        metre=metre,
        bars=3,
        kinds=("verse", "chorus"),
        parts=(("chords", "piano"), ("lead", "flute")),
        key="G major",
    )
    score = write_score(plan)
    read = read_score(score_music_xml(plan, score, "A song"))
    assert list(read) == ["Chords: Grand piano", "Lead: Flute"]
    for part in read.values():
        assert set(part.bars) == {divisions}
        assert part.notes
    assert read["Chords: Grand piano"].harmonies[0] == (0, "G")
    lead = {pitch for _, _, pitch in read["Lead: Flute"].notes}
    assert lead == {note.midi_pitch for note in score.parts[1].performance.notes}


def test_slash_chords_name_their_bass():
    plan = song(bars=2, kinds=("verse",), progression=("I/3", "V7"), ending="fade", parts=(("chords", "piano"),))
    content = score_music_xml(plan, write_score(plan), "t")
    assert b'<kind text="">major</kind><bass><bass-step>E</bass-step></bass>' in content
    assert b'<kind text="7">dominant</kind>' in content


def test_the_picture_shows_all_parts_and_the_beats_are_data():
    plan = song(
        bars=2, kinds=("verse", "chorus"), parts=(*EVERY_ROLE, ("bass", "finger_bass"), ("percussion", "latin_kit"))
    )
    score = write_score(plan)
    with av.open(io.BytesIO(score_piano_roll(plan, score))) as container:
        [frame] = container.decode(video=0)
    assert frame.width == 1600
    data = json.loads(json.dumps(score_beats(plan, score)))
    assert [beat["time_s"] for beat in data["beats"]] == [number / 2 for number in range(16)]
    assert [beat["beat"] for beat in data["beats"][:5]] == [1, 2, 3, 4, 1]
    assert [section["kind"] for section in data["sections"]] == ["verse", "chorus"]
    assert data["chords"][0] == {"start_s": 0, "end_s": 2, "name": "C", "numeral": "I"}
