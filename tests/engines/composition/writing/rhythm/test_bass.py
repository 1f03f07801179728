"""What basses play: range, roots, approaches, and the idioms of every genre."""

from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.engines.composition.plan import Genre, Metre
from audiostudio.engines.composition.writing.rhythm.bass import write_bass
from audiostudio.engines.composition.writing.rhythm.drums import write_drums
from tests.engines.composition.writing.rhythm.test_drums import check_notes, contexts
from tests.support.sections import PROGRESSION, section

GENRES, METRES = get_args(Genre), get_args(Metre)
BASSES = ("finger_bass", "upright_bass", "sub_bass", "bass_808", "contrabass", "cello", "tuba", "piano", "synth_bass")
DOMINANTS = (("I7", 9, (0, 4, 7, 10)), ("IV7", 2, (0, 4, 7, 10)), ("V7", 4, (0, 4, 7, 10)))


def onsets(notes, bar, beats=4.0):
    """The sixteenths at which notes begin in a bar."""
    return {round((note.onset_beats - bar * beats) * 4, 3) for note in notes if note.onset_beats // beats == bar}


def chord_at(context, beat):
    return next(chord for chord in context.chords if chord.start_beats <= beat + 1e-6 < chord.end_beats)


@settings(max_examples=150, deadline=None)
@given(context=contexts, instrument=st.sampled_from(BASSES))
def test_whatever_the_section_the_bass_can_be_played(context, instrument):
    notes = write_bass(context, instrument)
    check_notes(notes, context)
    # One bar of reggae or of 2/4 may be one that the bass leaves empty.
    assert notes or len(context.bar_starts_beats) == 2
    played = INSTRUMENTS[instrument]
    assert all(played.lowest <= note.midi_pitch <= played.highest for note in notes)
    for note, following in pairwise(notes):
        assert note.onset_beats + note.duration_beats <= following.onset_beats + 1e-6
        assert abs(note.midi_pitch - following.midi_pitch) <= 12


@pytest.mark.parametrize("genre", GENRES)
def test_each_chord_is_founded_on_its_root(genre):
    """The first note of each chord is its root, unless it came ahead of the beat; what follows is of chord or scale."""
    for seed in range(8):
        for energy in (0.2, 0.55, 0.9):
            context = section(genre, energy=energy, seed=seed, theme_seed=seed)
            notes = write_bass(context, "finger_bass")
            for chord in context.chords:
                heard = [note for note in notes if chord.start_beats <= note.onset_beats < chord.end_beats - 1e-6]
                before = [note for note in notes if note.onset_beats < chord.start_beats - 1e-6]
                ahead = before[-1] if before and genre in ("salsa", "samba", "bossa_nova", "pop", "rnb") else None
                if heard and not (ahead and ahead.midi_pitch % 12 == chord.bass_pitch_class):
                    assert heard[0].midi_pitch % 12 == chord.bass_pitch_class
                # The second half of a bar's last beat may lead on; what is on beats one and three belongs to the chord.
                for note in heard:
                    if (note.onset_beats - chord.start_beats) % 2 < 1e-6:
                        assert note.midi_pitch % 12 in chord.pitch_classes


@pytest.mark.parametrize(
    "genre", ["house", "techno", "trance", "disco", "drum_and_bass", "rock", "funk", "pop", "trap"]
)
def test_basses_stay_low(genre):
    for seed in range(6):
        notes = write_bass(section(genre, theme_seed=seed), "finger_bass")
        roots = [note.midi_pitch for note in notes]
        assert min(roots) >= 28
        assert sorted(roots)[len(roots) // 2] <= 48


def test_house_and_trance_leave_the_beat_to_the_kick():
    for genre in ("house", "trance"):
        for seed in range(10):
            notes = write_bass(section(genre, theme_seed=seed, energy=0.55), "synth_bass")
            assert all({2, 6, 10, 14} <= onsets(notes, bar) for bar in range(8))
            assert not any(onsets(notes, bar) & {0, 4, 8, 12} for bar in range(8))


def test_trance_is_an_octave_above_its_root_off_the_beat():
    for seed in range(10):
        notes = write_bass(section("trance", theme_seed=seed, energy=0.55, progression=PROGRESSION[:1]), "synth_bass")
        off = {note.midi_pitch for note in notes if note.onset_beats % 1 == 0.5}
        assert off == {45}  # A2


def test_techno_rolls_on_one_note():
    for seed in range(10):
        notes = write_bass(section("techno", theme_seed=seed, progression=PROGRESSION[:1]), "synth_bass")
        assert len({note.midi_pitch for note in notes}) == 1
        assert len(notes) >= 8 * 8


def test_disco_jumps_octaves():
    for seed in range(10):
        notes = write_bass(section("disco", theme_seed=seed, progression=PROGRESSION[:1]), "finger_bass")
        jumps = [abs(later.midi_pitch - earlier.midi_pitch) for earlier, later in pairwise(notes)]
        assert jumps.count(12) >= len(jumps) / 3


def test_reggae_leaves_the_first_beat_empty_and_salsa_never_plays_it():
    for seed in range(12):
        for energy in (0.2, 0.55, 0.9):
            reggae = write_bass(section("reggae", seed=seed, theme_seed=seed, energy=energy), "finger_bass")
            assert not any(onsets(reggae, bar) & {0, 1} for bar in range(8))
            salsa = write_bass(
                section("salsa", seed=seed, theme_seed=seed, energy=energy, next_kind="chorus"), "upright_bass"
            )
            assert all(note.onset_beats % 2 >= 0.5 for note in salsa)
            # Beat four of each half (in cut time) already has the next root.
            context = section("salsa", progression=PROGRESSION)
            for note in salsa:
                if note.onset_beats % 4 == 3.5 and note.onset_beats < 28:
                    following = chord_at(context, note.onset_beats + 0.5)
                    assert note.midi_pitch % 12 == following.bass_pitch_class


def test_jazz_walks_a_note_a_beat_and_approaches_the_next_root():
    for seed in range(20):
        context = section("jazz", energy=0.7, seed=seed, theme_seed=seed)
        notes = [note for note in write_bass(context, "upright_bass") if note.onset_beats % 1 == 0]
        assert [note.onset_beats for note in notes] == [float(beat) for beat in range(32)]
        for note, following in pairwise(notes):
            if following.onset_beats % 4 == 0:
                interval = following.midi_pitch - note.midi_pitch
                # A semitone or tone beside it, or its dominant.
                assert abs(interval) in (1, 2) or interval % 12 == 5, interval
            assert note.midi_pitch != following.midi_pitch or following.onset_beats % 4 == 0
    walks = {
        tuple(note.midi_pitch for note in write_bass(section("jazz", energy=0.7, seed=seed), "upright_bass"))
        for seed in range(30)
    }
    assert len(walks) >= 28


def test_blues_walks_one_three_five_six():
    for seed in range(10):
        context = section("blues", theme_seed=seed, energy=0.55, progression=DOMINANTS[:1])
        degrees = [(note.midi_pitch - 9) % 12 for note in write_bass(context, "finger_bass") if note.onset_beats < 4]
        assert degrees[0] == 0
        assert set(degrees) <= {0, 4, 7, 8, 9}  # the sixth is that of the chord's scale
        assert len(set(degrees)) >= 3


def test_country_alternates_root_and_fifth_on_one_and_three():
    for seed in range(10):
        notes = write_bass(section("country", theme_seed=seed, energy=0.55), "upright_bass")
        context = section("country")
        for bar in (0, 1, 2):
            by_beat = {note.onset_beats: note.midi_pitch % 12 for note in notes}
            chord = chord_at(context, 4.0 * bar)
            assert by_beat[4.0 * bar] == chord.pitch_classes[0]
            assert by_beat[4.0 * bar + 2] == chord.pitch_classes[2]


def test_the_one_of_funk_is_the_root_and_dead_notes_are_softer():
    for seed in range(10):
        context = section("funk", theme_seed=seed, energy=0.6)
        notes = write_bass(context, "slap_bass")
        for bar in range(8):
            one = next(note for note in notes if note.onset_beats == 4.0 * bar)
            assert one.midi_pitch % 12 == chord_at(context, 4.0 * bar).bass_pitch_class
        assert min(note.velocity for note in notes) < 0.65 * max(note.velocity for note in notes)


@pytest.mark.parametrize("genre", ["trap", "metal"])
def test_the_bass_is_locked_to_the_kick(genre):
    for seed in range(10):
        context = section(genre, theme_seed=seed, seed=seed, energy=0.55)
        kicks = {note.onset_beats for note in write_drums(context, "rock_kit") if note.midi_pitch == 36}
        basses = {note.onset_beats for note in write_bass(context, "finger_bass")}
        for bar in (1, 2, 4, 5):
            inside = {onset for onset in kicks if onset // 4 == bar}
            assert inside == {onset for onset in basses if onset // 4 == bar}


def test_an_808_glides_and_others_do_not():
    gliding = [
        note
        for seed in range(10)
        for note in write_bass(section("trap", seed=seed, theme_seed=seed), "bass_808")
        if note.glide_from_pitch is not None
    ]
    assert gliding
    assert all(1 <= abs(note.midi_pitch - (note.glide_from_pitch or 0)) <= 12 for note in gliding)
    assert not any(note.glide_from_pitch for note in write_bass(section("rock"), "picked_bass"))


def test_pushes_come_before_the_bar_line():
    pushed = 0
    for seed in range(20):
        context = section("pop", theme_seed=seed, seed=seed, energy=0.6)
        for note in write_bass(context, "finger_bass"):
            if note.onset_beats % 4 == 3.5 and note.onset_beats < 28:
                following = chord_at(context, note.onset_beats + 0.5)
                pushed += note.midi_pitch % 12 == following.bass_pitch_class
    assert pushed >= 20


def test_a_slash_chord_has_its_bass():
    progression = (("I", 9, (0, 4, 7)),)
    context = section("pop", progression=progression)
    inverted = [
        type(chord)(chord.start_beats, chord.end_beats, "I6", chord.pitch_classes, 1, chord.scale)
        for chord in context.chords
    ]
    context = type(context)(
        **{name: getattr(context, name) for name in context.__dataclass_fields__} | {"chords": tuple(inverted)}
    )
    notes = write_bass(context, "finger_bass")
    assert {note.midi_pitch % 12 for note in notes if note.onset_beats % 4 == 0} == {1}


@pytest.mark.parametrize(("ending", "beats"), [("cadence", 4.0), ("stop", 0.5)])
def test_the_last_bar_holds_the_last_root(ending, beats):
    for genre in GENRES:
        context = section(genre, kind="outro", next_kind=None, ending=ending)
        last = [note for note in write_bass(context, "finger_bass") if note.onset_beats >= 28]
        assert [(note.onset_beats, note.duration_beats) for note in last] == [(28.0, beats)]
        assert last[0].midi_pitch % 12 == context.chords[-1].bass_pitch_class


def test_wobbles_of_dubstep_are_in_triplets():
    notes = [
        note
        for seed in range(10)
        for note in write_bass(section("dubstep", theme_seed=seed, energy=0.9), "wobble_bass")
    ]
    thirds = [
        note
        for note in notes
        if abs(note.onset_beats * 3 - round(note.onset_beats * 3)) < 1e-6 and note.onset_beats % 1 > 0.01
    ]
    assert len(thirds) > 10


def test_each_seed_has_a_line_of_its_own():
    for genre in ("funk", "jazz", "pop", "rock"):
        lines = {
            tuple(
                (note.onset_beats, note.midi_pitch)
                for note in write_bass(section(genre, seed=seed, theme_seed=seed), "finger_bass")
            )
            for seed in range(40)
        }
        assert len(lines) >= 12, genre
    assert write_bass(section("funk"), "slap_bass") == write_bass(section("funk"), "slap_bass")


@pytest.mark.parametrize("metre", METRES)
def test_no_metre_silences_a_bass(metre):
    for genre in GENRES:
        for seed in range(4):
            for energy in (0.2, 0.55, 0.9):
                context = section(genre, metre=metre, bars=2, energy=energy, theme_seed=seed)
                assert write_bass(context, "finger_bass"), (genre, seed, energy)
