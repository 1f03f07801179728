"""Rooms: they decay in the time they state, highs first, and blocks make no difference."""

import numpy as np
import pytest
from scipy.signal import butter, sosfiltfilt

from audiostudio.audio.mixing.reverb import ROOMS, Reverb, impulse_response

RATE_HZ = 48_000


def reverberation_time_s(response, band_hz):
    """By ISO 3382: Schroeder's backward integration, a line from -5 to -25 dB."""
    low, high = band_hz / np.sqrt(2), band_hz * np.sqrt(2)
    octave = sosfiltfilt(butter(3, [low, high], "bandpass", fs=RATE_HZ, output="sos"), response.astype(np.float64))
    energy = np.cumsum(octave[::-1] ** 2)[::-1]
    decay_db = 10 * np.log10(energy / energy[0])
    start, end = np.argmax(decay_db < -5), np.argmax(decay_db < -25)
    slope = np.polyfit(np.arange(start, end) / RATE_HZ, decay_db[start:end], 1)[0]
    return -60 / slope


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("octave", [2, 3, 5])
def test_each_octave_decays_in_its_time(room, octave):
    stated_s = ROOMS[room].decay_s[octave]
    for side in impulse_response(room):
        assert reverberation_time_s(side, 125 * 2**octave) == pytest.approx(stated_s, rel=0.2)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_wide_and_silent_at_first_and_last(room):
    left, right = impulse_response(room).astype(np.float64)
    assert np.sum(left**2) == pytest.approx(1, rel=1e-4)
    assert abs(np.sum(left * right)) < 0.2
    pre_delay = round(ROOMS[room].pre_delay_s * RATE_HZ)
    assert np.abs(left[: pre_delay - 1]).max() == 0
    assert np.abs(left[-100:]).max() < 10 ** (-80 / 20)


def test_blocks_make_no_difference_and_the_sum_is_what_convolution_says():
    audio = (0.1 * np.random.default_rng(5).standard_normal((2, 150_000))).astype(np.float32)
    response = impulse_response("room")
    blocks = Reverb(response)
    cut = np.concatenate([blocks.process(audio[:, a : a + 40_001]) for a in range(0, 150_000, 40_001)], axis=1)
    np.testing.assert_allclose(cut, Reverb(response).process(audio), atol=1e-6)
    at = 70_000
    middle = audio.astype(np.float64).mean(axis=0)[at - response.shape[1] + 1 : at + 1]
    np.testing.assert_allclose(cut[:, at], (response * middle[::-1]).sum(axis=1), atol=1e-5)
