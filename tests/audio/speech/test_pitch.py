"""The pitch that was put into a voice is found again; noise and silence have none."""

import numpy as np
import pytest

from audiostudio.audio.speech.pitch import track_pitch
from tests.support.voices_of_pulses import semitones, vowel


@pytest.mark.parametrize("pitch_hz", [70.0, 110.0, 215.3, 400.0])
@pytest.mark.parametrize("rate_hz", [16_000, 24_000])
def test_a_steady_voice(pitch_hz, rate_hz):
    track = track_pitch(vowel(pitch_hz, 0.6, rate_hz=rate_hz), rate_hz)
    inside = track.pitch_hz[10:-10]
    assert np.abs(semitones(inside, pitch_hz)).max() < 0.1


def test_a_gliding_voice():
    rate_hz, seconds = 24_000, 1.5
    glide = np.geomspace(120, 240, round(seconds * rate_hz))
    track = track_pitch(vowel(glide, seconds), rate_hz)
    inside = slice(10, -10)
    expected = np.interp(track.times_s[inside], np.arange(glide.size) / rate_hz, glide)
    assert np.median(np.abs(semitones(track.pitch_hz[inside], expected))) < 0.15


def test_noise_has_no_pitch():
    noise = np.random.default_rng(1).normal(0, 0.1, 24_000).astype(np.float32)
    assert len(track_pitch(noise, 24_000).voiced_hz) < 0.05 * len(track_pitch(noise, 24_000).pitch_hz)


@pytest.mark.parametrize("frames", [0, 1, 100, 24_000])
def test_silence_has_no_pitch(frames):
    track = track_pitch(np.zeros(frames, np.float32), 24_000)
    assert len(track.times_s) == len(track.pitch_hz)
    assert track.voiced_hz.size == 0
