"""Drum kits on the published sounds: every key sounds, kicks are deep, snares bright, hats choke, hits differ."""

from itertools import pairwise

import numpy as np
import pytest

from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.audio.instruments.drums.kits import KITS
from audiostudio.audio.instruments.performance import SAMPLE_RATE_HZ, Performance
from audiostudio.audio.notation.notes import Note

LAYERED = ("electronic_kit", "house_kit", "techno_kit", "trap_kit", "hip_hop_kit", "lofi_kit", "breakbeat_kit")
LOUD_ELECTRONIC = ("electronic_kit", "house_kit", "techno_kit", "trap_kit")


def hit(players, kit, *keys, velocity=110, seconds=1.0, gap_s=0.0):
    notes = tuple(Note(number * gap_s, number * gap_s + 0.1, key, velocity) for number, key in enumerate(keys))
    return players.play(Performance(notes), kit, frames=round(seconds * SAMPLE_RATE_HZ), seed=3)


def bands_db(sound, *edges_hz):
    """Levels between edges, of the whole."""
    power = np.abs(np.fft.rfft(sound.sum(axis=0))) ** 2
    frequencies = np.fft.rfftfreq(sound.shape[1], 1 / SAMPLE_RATE_HZ)
    parts = [power[(frequencies >= low) & (frequencies < high)].sum() for low, high in pairwise(edges_hz)]
    return [10 * np.log10(part / power.sum()) for part in parts]


def level_db(sound):
    return 10 * np.log10(np.mean(sound.astype(np.float64) ** 2) + 1e-20)


def test_the_kits_are_those_of_the_catalogue():
    assert set(KITS) == {one.name for one in INSTRUMENTS.values() if one.player == "drum_kit"}


@pytest.mark.parametrize("kit", KITS)
def test_every_key_of_general_midi_sounds(players, kit):
    lowest, highest = INSTRUMENTS[kit].lowest, INSTRUMENTS[kit].highest
    quiet = [key for key in range(lowest, highest + 1) if np.abs(hit(players, kit, key)).max() < 0.02]
    assert quiet == []


@pytest.mark.parametrize("kit", LOUD_ELECTRONIC)
def test_electronic_kicks_are_deep_and_punchy(players, kit):
    kick = hit(players, kit, 36)
    (deep,) = bands_db(kick, 30, 120)
    assert deep > -3
    envelope = np.abs(kick).max(axis=0)
    assert np.argmax(envelope > 0.5 * envelope.max()) < 0.012 * SAMPLE_RATE_HZ
    assert level_db(kick[:, 24_000:]) < level_db(kick[:, :4_800]) - 20


@pytest.mark.parametrize("kit", LOUD_ELECTRONIC)
@pytest.mark.parametrize("key", [38, 39])
def test_electronic_snares_and_claps_are_bright(players, kit, key):
    low, high = bands_db(hit(players, kit, key), 20, 120, 1_000)[0], bands_db(hit(players, kit, key), 1_000, 16_000)[0]
    assert high > -5
    assert high > low


@pytest.mark.parametrize("kit", LAYERED)
def test_hats_lie_high_and_the_open_one_is_choked_by_the_closed_one(players, kit):
    assert bands_db(hit(players, kit, 42), 2_500, 20_000)[0] > -3
    open_hat, choked = hit(players, kit, 46), hit(players, kit, 46, 42, gap_s=0.1)
    closed = hit(players, kit, 42, seconds=0.9)
    assert level_db(open_hat[:, 4_800:14_400]) > -60
    # What is left behind the choke is the closed hat, which itself lies behind its own onset.
    rest = choked[:, 4_800 + 720 :].copy()
    assert level_db(rest[:, :9_600]) < level_db(closed[:, 720 : 720 + 9_600]) + 1


@pytest.mark.parametrize("kit", KITS)
def test_velocity_is_heard_as_level_and_brightness(players, kit):
    loud, soft = (hit(players, kit, 38, velocity=velocity) for velocity in (120, 30))
    assert level_db(loud) - level_db(soft) >= 12
    assert bands_db(loud, 5_000, 20_000)[0] > bands_db(soft, 5_000, 20_000)[0] + 1


@pytest.mark.parametrize("kit", KITS)
def test_equal_hits_differ_a_little(players, kit):
    two = hit(players, kit, 38, 38, gap_s=0.5)
    first, second = two[:, :24_000], two[:, 24_000:]
    assert not np.array_equal(first, second)
    assert level_db(first) == pytest.approx(level_db(second), abs=2)


def test_kits_are_unlike_each_other(players):
    beats = {
        kit: np.concatenate([np.abs(np.fft.rfft(hit(players, kit, key).sum(axis=0)))[::40] for key in (36, 38, 42)])
        for kit in KITS
    }
    names = list(beats)
    alike = [
        (one, other)
        for number, one in enumerate(names)
        for other in names[number + 1 :]
        if np.corrcoef(np.log(beats[one] + 1e-6), np.log(beats[other] + 1e-6))[0, 1] > 0.99
    ]
    assert alike == []
