"""Idioms of chords, pads, arpeggios, riffs, drones and effects, by table and by what any section must keep."""

import itertools
from typing import get_args

import pytest

from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.engines.composition.plan import Genre
from audiostudio.engines.composition.writing.effects import write_effects
from audiostudio.engines.composition.writing.harmony.arpeggio import write_arpeggio
from audiostudio.engines.composition.writing.harmony.chords import write_chords
from audiostudio.engines.composition.writing.harmony.comping import COMPING
from audiostudio.engines.composition.writing.harmony.drone import write_drone
from audiostudio.engines.composition.writing.harmony.pad import write_pad
from audiostudio.engines.composition.writing.harmony.riff import write_riff
from audiostudio.engines.composition.writing.melody.melody_idioms import IDIOMS
from tests.support.sections import section

GENRES = get_args(Genre)


def places(notes, bar_beats=4.0):
    """Sixteenths of a bar of 4/4 at which something begins."""
    return {round(note.onset_beats % bar_beats * 4, 3) for note in notes}


def test_no_two_genres_accompany_alike():
    assert set(COMPING) == set(IDIOMS) == set(GENRES)
    rows = [(row.style, row.rhythms, row.gate, row.rings, row.octaves) for row in COMPING.values()]
    assert len(set(rows)) == len(GENRES)
    assert len(set(IDIOMS.values())) >= len(GENRES) - 1


@pytest.mark.parametrize(
    ("genre", "energy", "steps"),
    [
        ("reggae", 0.2, {4, 12}),  # the skank on two and four
        ("ska", 0.5, {2, 6, 10, 14}),  # every off-beat
        ("trance", 0.5, {2, 6, 10, 14}),
        ("house", 0.2, {2, 6, 10, 14}),
        ("country", 0.2, {0, 4, 8, 12}),  # boom-chick
        ("classical", 0.5, {0, 2, 4, 6, 8, 10, 12, 14}),  # Alberti's eighths
        ("bossa_nova", 0.2, {0, 3, 6, 10}),
        ("ambient", 0.5, {0}),
    ],
)
def test_accompaniments_lie_where_their_genre_has_them(genre, energy, steps):
    notes = write_chords(section(genre, energy=energy), "piano")
    assert places(notes) == steps


def test_alberti_goes_low_high_middle_high():
    notes = [note.midi_pitch for note in write_chords(section("classical", energy=0.5), "piano")[:4]]
    assert notes[0] < notes[2] < notes[1] == notes[3]


def test_boom_chick_has_root_and_fifth_in_the_bass():
    notes = write_chords(section("country", energy=0.2), "steel_guitar")
    basses = [note.midi_pitch % 12 for note in notes if note.onset_beats in (0.0, 2.0)]
    assert basses == [9, 4]  # over A minor


def test_a_guitar_is_strummed_string_after_string_and_back():
    notes = write_chords(section("pop", energy=0.5, bars=1), "steel_guitar")
    first = [note for note in notes if note.onset_beats == 0.0]
    assert [note.lag_ms for note in first] == sorted({note.lag_ms for note in first})
    assert [note.midi_pitch for note in first] == sorted(note.midi_pitch for note in first)
    assert max(note.lag_ms for note in first) < 70
    assert all(note.lag_ms == 0 for note in write_chords(section("pop", energy=0.5, bars=1), "piano"))
    ups = next(
        stroke
        for energy in (0.5, 0.9)
        for seed in range(20)
        for notes in [write_chords(section("country", energy=energy, theme_seed=seed), "steel_guitar")]
        for onset in sorted({note.onset_beats for note in notes})
        if len(stroke := [note for note in notes if note.onset_beats == onset]) == 3
        and stroke[0].midi_pitch > stroke[-1].midi_pitch
    )
    assert [note.lag_ms for note in ups] == sorted(note.lag_ms for note in ups)


def test_down_beats_are_harder_than_ghosts_and_energy_is_louder():
    notes = write_chords(section("funk", energy=0.9, seed=3), "clavinet")
    by_place = {}
    for note in notes:
        by_place.setdefault(note.onset_beats % 4, []).append(note.velocity)
    assert max(by_place[0.0]) - min(min(values) for values in by_place.values()) >= 20
    softer = write_chords(section("pop", energy=0.1), "piano")
    louder = write_chords(section("pop", energy=1.0), "piano")
    assert min(note.velocity for note in louder[:4]) > max(note.velocity for note in softer) + 20


def test_pads_hold_common_tones_and_leave_no_gap():
    """A minor to F holds A and C, so that they are one note of two bars."""
    context = section("pop", bars=2)
    notes = write_pad(context, "strings")
    held = {note.midi_pitch % 12 for note in notes if note.duration_beats == 8.0}
    assert held & {9, 0}
    for beat in range(8):
        assert sum(note.onset_beats <= beat < note.onset_beats + note.duration_beats for note in notes) >= 3


@pytest.mark.parametrize(("genre", "steps"), [("trance", 1.0), ("synthwave", 1.0), ("cinematic", 2.0)])
def test_arpeggios_are_even_chord_tones(genre, steps):
    context = section(genre, energy=0.9)
    notes = write_arpeggio(context, "pluck")
    gaps = {round((after.onset_beats - before.onset_beats) * 4, 6) for before, after in itertools.pairwise(notes)}
    assert gaps == {steps}
    for note in notes:
        chord = next(one for one in context.chords if one.start_beats <= note.onset_beats < one.end_beats)
        assert note.midi_pitch % 12 in {*chord.pitch_classes, (chord.pitch_classes[0] + 7) % 12}
    orders = {
        tuple(note.midi_pitch for note in write_arpeggio(section(genre, energy=0.9, theme_seed=seed), "pluck")[:8])
        for seed in range(12)
    }
    assert len(orders) >= 4


def test_metal_riffs_chug_on_the_root_in_fifths():
    notes = write_riff(section("metal", energy=0.9), "palm_muted_guitar")
    first_bar = [note for note in notes if note.onset_beats < 4]
    roots = [note for note in first_bar if note.midi_pitch % 12 == 9]
    assert len(roots) >= len(first_bar) / 4
    together = {}
    for note in first_bar:
        together.setdefault(note.onset_beats, []).append(note.midi_pitch)
    assert any(sorted(keys)[-1] - sorted(keys)[0] == 7 for keys in together.values())
    single = write_riff(section("metal", energy=0.9), "piano")
    assert len({note.onset_beats for note in single}) == len(single)


def test_riffs_return_and_answer():
    """The first bar's rhythm comes back in the third, over another chord."""
    notes = write_riff(section("rock", energy=0.6, bars=4), "clean_guitar")
    bars = [
        [round(note.onset_beats - 4 * bar, 4) for note in notes if 4 * bar <= note.onset_beats < 4 * bar + 4]
        for bar in range(4)
    ]
    assert bars[0] == bars[2]


def test_a_drone_is_tonic_and_fifth():
    assert {note.midi_pitch % 12 for note in write_drone(section("ambient"), "drone")} == {9, 4}


def test_a_riser_ends_where_the_drop_begins_and_a_drop_is_hit():
    build = section("house", kind="build", next_kind="drop")
    (rise,) = write_effects(build, "riser")
    assert rise.onset_beats + rise.duration_beats == build.bar_starts_beats[-1]
    assert rise.duration_beats == 16
    assert write_effects(section("house", kind="verse", next_kind="verse"), "riser") == []
    assert write_effects(section("house", kind="drop"), "sub_drop")[0].onset_beats == 0
    assert write_effects(section("house", kind="breakdown", previous_kind="drop"), "downlifter")[0].onset_beats == 0
    assert write_effects(section("house", kind="verse"), "sub_drop") == []


@pytest.mark.parametrize("write", [write_chords, write_pad, write_arpeggio])
@pytest.mark.parametrize("genre", GENRES)
def test_under_a_voice_fundamentals_stay_below_the_consonants(write, genre):
    """G4 is 392 Hz; speech's consonants begin at 1 kHz."""
    notes = write(section(genre, under_voice=True, energy=0.8), "piano")
    assert notes
    assert max(note.midi_pitch for note in notes) <= 67
    assert max(note.velocity for note in notes) <= 90


@pytest.mark.parametrize("write", [write_chords, write_pad, write_arpeggio, write_riff, write_drone])
@pytest.mark.parametrize("instrument", [name for name, one in INSTRUMENTS.items() if one.family != "drums"])
def test_every_instrument_can_play_every_part(write, instrument):
    played = INSTRUMENTS[instrument]
    for genre in ("jazz", "ambient", "rock", "salsa"):
        notes = write(section(genre, energy=0.9), instrument)
        assert notes
        assert all(played.lowest <= note.midi_pitch <= played.highest for note in notes)
