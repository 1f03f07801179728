"""Stereo becomes mono without losing what the channels have in opposite phase."""

import numpy as np
import pytest
from scipy.signal import lfilter

from audiostudio.audio.dsp.downmix import as_mono
from tests.support.signals import drums_and_bass

RATE_HZ = 16_000


def noise(seconds, seed=0):
    return np.random.default_rng(seed).standard_normal(int(seconds * RATE_HZ)).astype(np.float32)


def mono(audio, sizes=(1_000_000,)):
    blocks = np.split(audio, np.cumsum(sizes), axis=1)
    made = np.concatenate(list(as_mono((block for block in blocks if block.shape[1]), RATE_HZ)), axis=1)
    assert made.shape == (1, audio.shape[1])
    return made[0]


def level(audio):
    return float(np.sqrt(np.mean(audio**2)))


@pytest.mark.parametrize("audio", [drums_and_bass(RATE_HZ, 3), np.stack([noise(1), noise(1, 1)]), noise(1)[None]])
def test_what_does_not_cancel_is_the_mean_of_the_channels_to_the_bit(audio):
    assert np.array_equal(mono(audio), audio.mean(axis=0, dtype=np.float32))


@pytest.mark.parametrize("balance", [-1.0, -0.6])
def test_opposite_phase_is_heard_from_the_first_sample_on(balance):
    voice = noise(2)
    heard = mono(np.stack([voice, np.float32(balance) * voice]))
    assert np.allclose(heard, (1 - balance) / 2 * voice, atol=1e-5)


def test_a_voice_in_opposite_phase_is_heard_over_the_bass_of_music_in_phase():
    time = np.arange(2 * RATE_HZ) / RATE_HZ
    voice, bass = noise(2), (2 * np.sin(2 * np.pi * 60 * time)).astype(np.float32)
    heard = mono(np.stack([bass + voice, bass - voice]))
    assert np.vdot(heard, voice) / np.vdot(voice, voice) > 0.9


def test_a_stream_that_changes_its_phase_is_heard_throughout_and_without_a_click():
    voice = lfilter([0.02], [1, -0.98], noise(6)).astype(np.float32)
    signs = np.convolve(np.repeat([1, -1, 1], 2 * RATE_HZ), np.ones(320) / 320, "same").astype(np.float32)
    heard = mono(np.stack([voice, voice * signs]))
    levels = [level(heard[start : start + RATE_HZ // 2]) for start in range(0, heard.size, RATE_HZ // 2)]
    assert min(levels) > 0.3 * level(voice)
    assert np.abs(np.diff(heard)).max() <= 1.5 * np.abs(np.diff(voice)).max()


def test_block_edges_make_no_difference():
    left = noise(3)
    audio = np.stack([left, np.concatenate([left[:RATE_HZ], -left[RATE_HZ:]])])
    assert np.allclose(mono(audio), mono(audio, (1, 799, 3, 12_345, 800, 1)), atol=1e-6)


def test_other_channel_counts_are_averaged():
    audio = np.stack([noise(1, seed) for seed in range(4)])
    assert np.allclose(mono(audio), audio.mean(axis=0), atol=1e-6)
