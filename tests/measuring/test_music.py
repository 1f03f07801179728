"""The taggers hear a piano in a piano's piece, drums in a drummer's, and tell acoustic sounds from electric ones."""

import numpy as np
import pytest
from benchmarks.support.known_pieces import RATE_HZ, compose, compose_drums, render
from benchmarks.support.music_character import music_character
from benchmarks.support.music_tags import TAGS, music_tags


@pytest.fixture(scope="module")
def piano() -> np.ndarray:
    return render([compose("piano", 3, bars=4)])


@pytest.fixture(scope="module")
def drums() -> np.ndarray:
    return render([compose_drums("standard", 1, bars=4)])


@pytest.fixture(scope="module")
def saws() -> np.ndarray:
    """Beats of a falling sine and noise under a detuned chord of saws, as dance music has them."""
    t = np.arange(10 * RATE_HZ) / RATE_HZ
    since = t % 0.46
    kick = np.sin(2 * np.pi * (50 * since - 8 * np.exp(-since / 0.03))) * np.exp(-since / 0.12)
    hat = np.random.default_rng(1).standard_normal(t.size) * np.exp(-((t + 0.23) % 0.46) / 0.03)
    chord = sum((f * d * t) % 1 - 0.5 for f in (110, 220, 262, 330) for d in (0.994, 1, 1.006))
    return (0.6 * kick + 0.1 * hat + 0.04 * chord * np.minimum(1, since / 0.3)).astype(np.float32)[None]


def test_instruments_are_named(piano: np.ndarray, drums: np.ndarray) -> None:
    tags = music_tags(piano, RATE_HZ, "MTT")
    assert set(tags) == set(TAGS["MTT"])
    assert next(iter(tags)) == "piano"
    assert next(iter(music_tags(drums, RATE_HZ, "MTT"))) == "drums"


def test_dance_music_is_named(saws: np.ndarray, piano: np.ndarray) -> None:
    heard = music_tags(saws, RATE_HZ, "MSD")
    assert {"electronic", "House", "dance", "electronica", "electro"} & set(list(heard)[:2])
    assert heard["dance"] > 2 * music_tags(piano, RATE_HZ, "MSD")["dance"]


def test_too_little_sound_for_tags_is_refused() -> None:
    with pytest.raises(ValueError, match="3 s"):
        music_tags(np.zeros(16_000, np.float32), 16_000, "MTT")


def test_character(saws: np.ndarray, piano: np.ndarray) -> None:
    electric, acoustic = music_character(saws, RATE_HZ), music_character(piano, RATE_HZ)
    assert acoustic.acousticness > 0.7 > 0.4 > electric.acousticness
    assert electric.energy > acoustic.energy
    assert electric.danceability > acoustic.danceability
