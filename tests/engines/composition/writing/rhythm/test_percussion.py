"""What is shaken and struck by hand: idioms, and how it keeps out of the way."""

from typing import get_args

import pytest

from audiostudio.engines.composition.plan import Genre, Metre
from audiostudio.engines.composition.writing.rhythm.drums import write_drums
from audiostudio.engines.composition.writing.rhythm.percussion import write_percussion
from audiostudio.engines.composition.writing.rhythm.percussion_keys import PERCUSSION_KEYS
from audiostudio.engines.composition.writing.rhythm.percussion_patterns.table import PERCUSSION_GROOVES
from tests.engines.composition.writing.rhythm.test_drums import steps_by_drum
from tests.support.sections import section

GENRES, METRES = get_args(Genre), get_args(Metre)


def test_salsa_has_its_clave_in_every_bar():
    for seed in range(6):
        notes = write_percussion(section("salsa", theme_seed=seed, energy=0.6), "latin_kit")
        assert all(steps_by_drum(notes, 4.0 * bar)["claves"] == {2, 4, 8, 11, 14} for bar in range(8))
        congas = steps_by_drum(notes, 0.0)
        assert {6, 7} <= congas["open_conga"]  # the tumbao's open tones lead into beats two and four of cut time
        assert {14, 15} <= congas["open_conga"]


def test_afrobeat_shakes_and_samba_carries_its_second_beat():
    afrobeat = write_percussion(section("afrobeat", energy=0.55), "latin_kit")
    assert {2, 6, 10, 14} <= steps_by_drum(afrobeat, 4.0)["cabasa"]
    samba = write_percussion(section("samba", energy=0.55), "latin_kit")
    assert steps_by_drum(samba, 4.0)["low_conga"] == {4, 12}
    assert len(steps_by_drum(samba, 4.0)["shaker"]) == 16


def test_cinematic_drums_are_low_and_on_one_seven_and_eleven():
    for seed in range(6):
        notes = write_percussion(section("cinematic", energy=0.55, theme_seed=seed), "orchestral_kit")
        assert {0, 6, 10} <= steps_by_drum(notes, 4.0)["floor_tom"]
        assert {note.midi_pitch for note in notes} <= {41, 45, 57}


def test_shakers_have_an_accent_on_each_beat_or_off_it():
    for genre in ("pop", "house", "folk", "bossa_nova"):
        notes = write_percussion(section(genre, energy=0.55), "latin_kit")
        shaken = [note.velocity for note in notes if note.midi_pitch == PERCUSSION_KEYS["shaker"]]
        assert len(set(shaken)) >= 2


@pytest.mark.parametrize("metre", METRES)
def test_every_genre_has_percussion_in_every_metre(metre):
    assert set(PERCUSSION_GROOVES) == set(GENRES)
    for genre in GENRES:
        counts = [
            len(write_percussion(section(genre, metre=metre, energy=energy), "latin_kit")) for energy in (0.2, 0.9)
        ]
        assert 0 < counts[0] <= counts[1], genre


def test_it_leaves_the_kick_and_snare_to_the_drums():
    for genre in GENRES:
        keys = {note.midi_pitch for note in write_percussion(section(genre, energy=0.9), "latin_kit")}
        assert not keys & {35, 36, 37, 38, 39, 40, 42, 44, 46}
        assert keys - {note.midi_pitch for note in write_drums(section(genre, energy=0.9), "acoustic_kit")}


def test_under_a_voice_nothing_rings_and_an_ending_is_not_played_over():
    ringing = {
        PERCUSSION_KEYS[name] for name in ("claves", "cowbell", "high_block", "high_agogo", "tambourine", "guiro")
    }
    for genre in GENRES:
        quiet = write_percussion(section(genre, energy=0.9, under_voice=True), "latin_kit")
        assert not {note.midi_pitch for note in quiet} & ringing
        ended = write_percussion(section(genre, energy=0.9, kind="outro", next_kind=None), "latin_kit")
        assert all(note.onset_beats <= 28 for note in ended)


def test_seeds_vary_it_and_sections_share_it():
    patterns = {tuple(write_percussion(section("funk", theme_seed=seed), "latin_kit")) for seed in range(30)}
    assert len(patterns) >= 5
    assert write_percussion(section("funk", seed=1), "latin_kit") == write_percussion(
        section("funk", seed=2), "latin_kit"
    )
