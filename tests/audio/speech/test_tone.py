"""The tone of voices: what a filter adds is what is measured, and the level says nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.audio.speech.tone import BANDS, CENTRES_HZ, EDGES_HZ, apply_tone, tone_db

RATE_HZ = 24_000
NOISE = np.random.default_rng(5).standard_normal(8 * RATE_HZ).astype(np.float32) * 0.1


def test_white_noise_has_no_tone():
    assert tone_db(NOISE, RATE_HZ) == pytest.approx(np.zeros(BANDS), abs=1.0)
    assert tone_db(NOISE * 0.01, RATE_HZ) == pytest.approx(tone_db(NOISE, RATE_HZ), abs=0.01)


@settings(max_examples=10)
@given(st.floats(-2.5, 2.5), st.sampled_from([16_000, 24_000, 48_000]))
def test_a_filter_changes_the_tone_by_its_gains(slope_db: float, rate_hz: int):
    # So many decibels an octave around 1 kHz; the mean of speech's bands is what the measure calls 0 dB.
    gains_db = slope_db * np.log2(CENTRES_HZ / 1000)
    spoken = (CENTRES_HZ > 200) & (CENTRES_HZ < 4000)
    changed = tone_db(apply_tone(NOISE, gains_db, rate_hz), rate_hz) - tone_db(NOISE, rate_hz)
    above = EDGES_HZ[:-1] > 150  # below, a band is as wide as the measure is fine
    assert changed[above] == pytest.approx((gains_db - gains_db[spoken].mean())[above], abs=0.6)


def test_nothing_is_delayed_and_no_gain_changes_nothing():
    click = np.zeros(4800, np.float32)
    click[1000] = 1.0
    bright = apply_tone(click, np.where(CENTRES_HZ > 1000, 6.0, 0.0), RATE_HZ)
    assert np.argmax(np.abs(bright)) == 1000
    assert np.abs(bright[:1000]).max() < 1e-6, "nothing rings before it"
    assert apply_tone(NOISE, np.zeros(BANDS), RATE_HZ) == pytest.approx(NOISE, abs=1e-5)
