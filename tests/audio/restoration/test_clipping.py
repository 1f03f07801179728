"""Declipping: clipped speech is found and mended, anything else is left as it is to the bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.audio.dsp.stream import process_all
from audiostudio.audio.restoration.clipping import Clipping, ClippingMeter, Declipper
from tests.support.rooms import RATE_HZ, in_blocks, ratio_db, voice


def found_in(sound: np.ndarray) -> Clipping:
    meter = ClippingMeter(sound.shape[0])
    meter.feed(sound.astype(np.float32))
    return meter.read()


@pytest.mark.parametrize(("level", "gain_db"), [(0.3, 8), (0.5, 8), (0.8, 4)])
def test_clipped_peaks_come_back(level, gain_db):
    clean = voice() / np.abs(voice()).max()
    clipped = np.clip(clean, -level, level)
    clipping = found_in(clipped)
    assert clipping.is_found
    assert clipping.highs[0] == pytest.approx(level, rel=2e-3)
    declipping = Declipper(clipping, RATE_HZ)
    mended = process_all(clipped, declipping)
    was_clipped = np.abs(clean) > level
    assert declipping.restored_samples == pytest.approx(was_clipped.sum(), rel=0.1)
    better_db = ratio_db(clean[was_clipped], clean[was_clipped] - mended[was_clipped])
    assert better_db > ratio_db(clean[was_clipped], clean[was_clipped] - clipped[was_clipped]) + gain_db


def test_what_was_not_clipped_stays_to_the_bit():
    clean = voice() / np.abs(voice()).max()
    clipped = np.clip(clean, -0.5, 0.5)
    mended = process_all(clipped, Declipper(found_in(clipped), RATE_HZ))
    untouched = np.abs(clipped) < 0.499
    np.testing.assert_array_equal(mended[untouched], clipped[untouched])
    assert np.all(np.abs(mended) >= np.abs(clipped) - 1e-6), "clipping only ever lowers"


def test_nothing_is_found_where_nothing_was_clipped():
    t = np.arange(5 * RATE_HZ) / RATE_HZ
    for frequency_hz in (20, 50, 100, 440, 1_000, 5_000, 12_000):
        sine = np.round(32_767 * np.sin(2 * np.pi * frequency_hz * t)) / 32_768
        assert not found_in(sine[None]).is_found, frequency_hz
    for name in ("af_heart", "am_adam"):
        assert not found_in(voice(name) / np.abs(voice(name)).max()).is_found
    assert not found_in(np.random.default_rng(0).uniform(-1, 1, (2, RATE_HZ))).is_found
    assert not found_in(np.zeros((1, RATE_HZ))).is_found


def test_one_polarity_and_one_channel_alone():
    clean = np.concatenate([voice(), voice("bm_george")[:, : voice().shape[1]]])
    clipped = clean.copy()
    clipped[1] = np.minimum(clipped[1], 0.2)
    clipping = found_in(clipped)
    assert clipping.lows == (-np.inf, -np.inf)
    assert clipping.highs[0] == np.inf
    mended = process_all(clipped, Declipper(clipping, RATE_HZ))
    np.testing.assert_array_equal(mended[0], clipped[0])
    assert ratio_db(clean[1], clean[1] - mended[1]) > ratio_db(clean[1], clean[1] - clipped[1]) + 5


@settings(max_examples=15)
@given(st.lists(st.integers(0, 60_000), max_size=6), st.integers(1, 60_000))
def test_block_edges_make_no_difference(edges, frames):
    sound = np.clip(3 * voice()[:, 20_000 : 20_000 + frames], -0.5, 0.5)
    clipping = Clipping((-0.4995,), (0.4995,), 9)
    once, pieces = (in_blocks(sound, Declipper(clipping, RATE_HZ), edges=cuts) for cuts in ((), tuple(edges)))
    assert once.shape == sound.shape
    np.testing.assert_array_equal(once, pieces)


def test_a_square_wave_and_a_wall_of_noise_come_back_finite():
    square = np.sign(np.sin(2 * np.pi * 100 * np.arange(RATE_HZ) / RATE_HZ))[None].astype(np.float32) * 0.9
    noise = np.clip(np.random.default_rng(0).standard_normal((1, RATE_HZ)) * 5, -1, 1).astype(np.float32)
    for sound in (square, noise):
        mended = process_all(sound, Declipper(found_in(sound), RATE_HZ))
        assert np.isfinite(mended).all()
        assert np.abs(mended).max() <= 4 * np.abs(sound).max() + 1e-6
