"""The true-peak meter against EBU Tech 3341 cases 15 to 23, exact sines and libebur128."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.audio.meters.true_peak import TruePeakMeter, true_peak_dbtp
from tests.support.signals import drums_and_bass, hidden_peak, libebur128, sine

SINES = {15: (4, 0.50, 0.0, -6.0), 16: (4, 0.50, 45.0, -6.0), 17: (6, 0.50, 60.0, -6.0), 18: (8, 0.50, 67.5, -6.0)}
SINES[19] = (4, 1.41, 45.0, 3.0)


@pytest.mark.parametrize("case", SINES)
@pytest.mark.parametrize("rate_hz", [44_100, 48_000, 96_000, 192_000])
def test_tech_3341_sines(case, rate_hz):
    divisor, amplitude, phase, expected = SINES[case]
    assert -0.4 <= true_peak_dbtp(sine(rate_hz, divisor, amplitude, phase), rate_hz) - expected <= 0.2


@pytest.mark.parametrize("offset", range(4))
@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_tech_3341_cases_20_to_23_peaks_between_samples(offset, rate_hz):
    assert -0.4 <= true_peak_dbtp(hidden_peak(rate_hz, offset), rate_hz) <= 0.2


@settings(max_examples=40)
@given(share=st.floats(0.01, 0.43), phase=st.floats(0, 2 * np.pi))
def test_any_sine_reads_its_amplitude(share, phase):
    audio = np.sin(2 * np.pi * share * np.arange(20_000) + phase).astype(np.float32)[None]
    fade = np.minimum(1, np.minimum(np.arange(20_000), np.arange(20_000)[::-1]) / 2000).astype(np.float32)
    assert true_peak_dbtp(audio * fade, 44_100) == pytest.approx(0.0, abs=0.15)


def test_agrees_with_libebur128_on_music():
    audio = drums_and_bass(44_100, 10)
    assert true_peak_dbtp(audio, 44_100) == pytest.approx(libebur128(audio, 44_100).true_peak_dbtp, abs=0.15)


def test_never_reads_below_the_sample_peak_and_finds_it_in_the_last_sample():
    audio = np.zeros((1, 1000), np.float32)
    audio[0, -1] = 0.5
    assert true_peak_dbtp(audio, 48_000) == pytest.approx(-6.02, abs=0.01)
    assert true_peak_dbtp(np.zeros((2, 1000), np.float32), 48_000) == -np.inf


@settings(max_examples=30)
@given(cuts=st.lists(st.integers(0, 22_050), max_size=8))
def test_block_edges_do_not_matter(cuts):
    audio = drums_and_bass(44_100, 0.5)
    meter = TruePeakMeter(44_100, 2)
    for block in np.split(audio, sorted(cuts), axis=1):
        meter.feed(block)
    assert meter.finish() == true_peak_dbtp(audio, 44_100)
