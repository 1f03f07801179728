"""Stretched speech has exactly the length that was asked, at the same pitch and level, with everything in its place."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.audio.speech.pitch import track_pitch
from audiostudio.audio.speech.time_stretch import stretch
from tests.support.voices_of_pulses import RATE_HZ, semitones, vowel


@pytest.mark.parametrize("factor", [0.5, 0.7, 0.9, 1.3, 1.5, 2.0])
def test_pitch_and_level_stay(factor):
    sound = vowel(140.0, 1.2)
    frames = round(sound.size * factor)
    stretched = stretch(sound, RATE_HZ, frames)
    assert stretched.shape == (frames,)
    heard = track_pitch(stretched, RATE_HZ).pitch_hz[10:-10]
    assert np.median(np.abs(semitones(heard, 140.0))) < 0.1
    assert 0.8 < stretched.std() / sound.std() < 1.2


@pytest.mark.parametrize("factor", [0.5, 0.8, 1.4, 2.0])
def test_events_keep_their_place(factor):
    sound = np.zeros(2 * RATE_HZ, np.float32)
    places = np.array([0.25, 0.8, 1.3, 1.7])
    burst = np.random.default_rng(3).normal(0, 0.3, 1_200).astype(np.float32)
    for place in places:
        sound[round(place * RATE_HZ) :][: burst.size] = burst
    stretched = stretch(sound, RATE_HZ, round(sound.size * factor))
    for place in places:
        around = slice(round((place * factor - 0.04) * RATE_HZ), round(((place + 0.05) * factor + 0.04) * RATE_HZ))
        assert np.abs(stretched[around]).max() > 0.2
    assert np.mean(np.abs(stretched) > 0.05) < 2.5 * np.mean(np.abs(sound) > 0.05)


def test_nothing_asked_is_nothing_done():
    sound = vowel(140.0, 0.3)
    assert stretch(sound, RATE_HZ, sound.size) is not None
    np.testing.assert_array_equal(stretch(sound, RATE_HZ, sound.size), sound)


@settings(max_examples=40)
@given(frames=st.integers(0, 3_000), wanted=st.integers(0, 6_000), seed=st.integers(0, 99))
def test_every_length_comes_out(frames, wanted, seed):
    sound = np.random.default_rng(seed).normal(0, 0.1, frames).astype(np.float32)
    stretched = stretch(sound, RATE_HZ, wanted)
    assert stretched.shape == (wanted,)
    assert np.isfinite(stretched).all()
    assert np.abs(stretched).max(initial=0) <= 2.1 * np.abs(sound).max(initial=0)
