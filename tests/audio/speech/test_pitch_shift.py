"""A voice rises and falls by what was asked, with its formants where they were, and what is unvoiced is not touched."""

import numpy as np
import pytest

from audiostudio.audio.speech.pitch import track_pitch
from audiostudio.audio.speech.pitch_shift import shift_pitch
from tests.support.voices_of_pulses import RATE_HZ, semitones, spectral_peak_hz, vowel

CONTOUR = 80


@pytest.mark.parametrize("pitch_hz", [100.0, 180.0, 330.0])
@pytest.mark.parametrize("shift", [-6.0, -2.0, 3.0, 7.0])
def test_pitch_moves_and_formants_stay(pitch_hz, shift):
    sound = vowel(pitch_hz, 1.0)
    shifted = shift_pitch(sound, RATE_HZ, np.full(CONTOUR, pitch_hz, np.float32), np.full(CONTOUR, shift))
    assert shifted.size == sound.size
    heard = track_pitch(shifted, RATE_HZ, lowest_hz=50, highest_hz=700).pitch_hz[10:-10]
    assert np.median(np.abs(semitones(heard, pitch_hz) - shift)) < 0.1
    if pitch_hz < 200:  # the harmonics of higher voices are too far apart to show a formant
        assert spectral_peak_hz(shifted[2_400:-2_400], 300, 2_500) == pytest.approx(
            spectral_peak_hz(sound[2_400:-2_400], 300, 2_500), abs=110
        )
    assert 0.6 < shifted[2_400:-2_400].std() / sound[2_400:-2_400].std() < 1.5


def test_what_is_unvoiced_stays():
    noise = np.random.default_rng(2).normal(0, 0.1, RATE_HZ).astype(np.float32)
    np.testing.assert_array_equal(
        shift_pitch(noise, RATE_HZ, np.zeros(CONTOUR, np.float32), np.full(CONTOUR, 5.0)), noise
    )


def test_silence_around_a_voice_stays_silent():
    gap = np.zeros(RATE_HZ // 2, np.float32)
    sound = np.concatenate([gap, vowel(150.0, 0.5), gap])
    contour = np.zeros(120, np.float32)
    contour[40:80] = 150
    shifted = shift_pitch(sound, RATE_HZ, contour, np.full(120, 5.0))
    assert not shifted[: gap.size - 400].any()
    assert not shifted[-gap.size + 400 :].any()


@pytest.mark.parametrize("frames", [0, 1, 50])
def test_what_is_too_short_is_left_alone(frames):
    sound = np.full(frames, 0.1, np.float32)
    np.testing.assert_array_equal(shift_pitch(sound, RATE_HZ, np.full(2, 150, np.float32), np.full(2, 5.0)), sound)
