"""The filter of free curves: the curve asked for, no delay, the middle and the side apart, no trace of block edges."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import freqz, group_delay

from audiostudio.audio.dsp.fir import MidSideFilter, minimum_phase
from audiostudio.audio.dsp.stream import process_all, process_stream

RATE_HZ = 44_100
GRID_HZ = 1000 * 2.0 ** (np.arange(-30, 26) / 6)


@pytest.mark.parametrize("rate_hz", [8_000, 44_100, 96_000])
def test_the_response_is_the_curve_asked_for(rate_hz):
    gains_db = 6 * np.sin(np.log2(GRID_HZ) * 1.5)
    response = minimum_phase(GRID_HZ, gains_db, rate_hz)
    inside = 0.45 * rate_hz > GRID_HZ
    _, measured = freqz(response, worN=GRID_HZ[inside], fs=rate_hz)
    assert 20 * np.log10(np.abs(measured)) == pytest.approx(gains_db[inside], abs=0.4)


def test_it_does_not_delay_what_it_does_not_change():
    response = minimum_phase(GRID_HZ, np.where(GRID_HZ > 8000, 6.0, 0.0), RATE_HZ)
    _, delay = group_delay((response, 1), w=[200.0, 500.0, 1000.0], fs=RATE_HZ)
    assert np.abs(delay).max() < 2
    flat = minimum_phase(GRID_HZ, np.zeros(len(GRID_HZ)), RATE_HZ)
    assert flat[0] == pytest.approx(1, abs=1e-6)
    assert np.abs(flat[1:]).max() < 1e-6


def test_middle_and_side_are_filtered_apart():
    random = np.random.default_rng(1)
    audio = random.standard_normal((2, RATE_HZ)).astype(np.float32)
    flat = minimum_phase(GRID_HZ, np.zeros(len(GRID_HZ)), RATE_HZ)
    halved = minimum_phase(GRID_HZ, np.full(len(GRID_HZ), -20 * np.log10(2)), RATE_HZ)
    made = process_all(audio, MidSideFilter(flat, halved, 2))
    assert made[0] + made[1] == pytest.approx(audio[0] + audio[1], abs=1e-5)
    assert made[0] - made[1] == pytest.approx((audio[0] - audio[1]) / 2, abs=1e-5)


@settings(max_examples=20)
@given(sizes=st.lists(st.integers(0, 9000), min_size=1, max_size=5), channels=st.sampled_from([1, 2]))
def test_block_edges_make_no_difference(sizes, channels):
    random = np.random.default_rng(2)
    audio = (0.2 * random.standard_normal((channels, sum(sizes)))).astype(np.float32)
    mid, side = (minimum_phase(GRID_HZ, gain * np.sin(np.log2(GRID_HZ)), RATE_HZ) for gain in (6, -4))
    edges = np.cumsum([0, *sizes])
    blocks = [audio[:, a:b] for a, b in pairwise(edges)]
    streamed = np.concatenate(list(process_stream(blocks, [MidSideFilter(mid, side, channels)])), axis=1)
    at_once = process_all(audio, MidSideFilter(mid, side, channels))
    assert streamed.shape == audio.shape
    assert np.abs(streamed - at_once).max(initial=0) < 1e-6
