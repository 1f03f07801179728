"""The last steps before a file: noise with the right distribution, and a new rate without a trace."""

import numpy as np
import pytest

from audiostudio.audio.dsp.dither import Dither
from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import through, whole
from tests.audio.signals import drums_and_bass


@pytest.mark.parametrize("bit_depth", [16, 24])
def test_dither_is_triangular_and_two_steps_wide(bit_depth):
    step = 2.0 ** (1 - bit_depth)
    noise = whole(np.zeros((1, 400_000), np.float32), Dither(1, bit_depth))[0] / step
    assert np.abs(noise).max() <= 1
    assert noise.mean() == pytest.approx(0, abs=0.005)
    assert noise.var() == pytest.approx(1 / 6, rel=0.01)
    assert np.mean(np.abs(noise) < 0.5) == pytest.approx(0.75, abs=0.005)
    assert np.abs(np.corrcoef(noise[:-1], noise[1:])[0, 1]) < 0.01


def test_dithered_rounding_keeps_what_is_smaller_than_a_step():
    step = 2.0**-15
    tone = (0.4 * step * np.sin(2 * np.pi * 1000 * np.arange(480_000) / 48_000)).astype(np.float32)[None]
    assert not np.round(tone / step).any()
    rounded = np.round(whole(tone, Dither(1, 16)) / step)[0]
    spectrum = np.abs(np.fft.rfft(rounded)) / 240_000
    assert spectrum[10_000] == pytest.approx(0.4, abs=0.01)
    assert spectrum[30_000] < 0.01


def test_dither_is_seeded_independent_per_channel_and_does_not_care_for_blocks():
    silence = np.zeros((2, 50_000), np.float32)
    noise = whole(silence, Dither(2, 16))
    np.testing.assert_array_equal(noise, whole(silence, Dither(2, 16)))
    blocks = np.split(silence, [1, 100, 4097], axis=1)
    np.testing.assert_array_equal(noise, np.concatenate(list(through(blocks, [Dither(2, 16)])), axis=1))
    assert np.abs(np.corrcoef(noise)[0, 1]) < 0.02
    assert not np.array_equal(noise, whole(silence, Dither(2, 16, seed=1)))


@pytest.mark.parametrize(
    ("from_hz", "to_hz"), [(44_100, 48_000), (48_000, 44_100), (44_100, 96_000), (192_000, 44_100)]
)
def test_resampling_keeps_tone_level_length_and_phase(from_hz, to_hz):
    seconds = 2
    tone = np.sin(2 * np.pi * 997 * np.arange(seconds * from_hz) / from_hz).astype(np.float32)[None]
    out = whole(tone, Resampler(from_hz, to_hz, 1))
    assert out.shape[1] == pytest.approx(seconds * to_hz, abs=1)
    expected = np.sin(2 * np.pi * 997 * np.arange(out.shape[1]) / to_hz)
    inside = slice(to_hz // 4, -to_hz // 4)
    assert np.abs(out[0, inside] - expected[inside]).max() < 1e-5


def test_resampling_does_not_fold_what_no_longer_fits():
    tone = np.sin(2 * np.pi * 30_000 * np.arange(96_000) / 96_000).astype(np.float32)[None]
    assert np.abs(whole(tone, Resampler(96_000, 44_100, 1))[0, 4000:-4000]).max() < 1e-5


def test_resampling_in_blocks_is_resampling():
    audio = drums_and_bass(44_100, 2)
    blocks = np.split(audio, [1, 1000, 30_000], axis=1)
    streamed = np.concatenate(list(through(blocks, [Resampler(44_100, 48_000, 2)])), axis=1)
    np.testing.assert_allclose(streamed, whole(audio, Resampler(44_100, 48_000, 2)), atol=1e-6)
