"""The loudness meter against EBU Tech 3341 and 3342, libebur128, and its own streaming."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.audio.meters.loudness import LoudnessMeter, measure_loudness
from tests.support.signals import drums_and_bass, libebur128, surround_tone, tones

RATES = (44_100, 48_000, 96_000, 192_000)
INTEGRATED_CASES = {
    1: ([(20, -23.0)], -23.0),
    2: ([(20, -33.0)], -33.0),
    3: ([(10, -36.0), (60, -23.0), (10, -36.0)], -23.0),
    4: ([(10, -72.0), (10, -36.0), (60, -23.0), (10, -36.0), (10, -72.0)], -23.0),
    5: ([(20, -26.0), (20.1, -20.0), (20, -26.0)], -23.0),
}
RANGE_CASES = {
    1: ([(20, -20.0), (20, -30.0)], 10.0),
    2: ([(20, -20.0), (20, -15.0)], 5.0),
    3: ([(20, -40.0), (20, -20.0)], 20.0),
    4: ([(20, -50.0), (20, -35.0), (20, -20.0), (20, -35.0), (20, -50.0)], 15.0),
}


def fed(audio, rate_hz):
    meter = LoudnessMeter(rate_hz, audio.shape[0])
    meter.feed(audio)
    return meter


@pytest.mark.parametrize("case", INTEGRATED_CASES)
@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_tech_3341_integrated_loudness(case, rate_hz):
    parts, expected = INTEGRATED_CASES[case]
    assert measure_loudness(tones(rate_hz, parts), rate_hz).integrated_lufs == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("case", [1, 2])
@pytest.mark.parametrize("rate_hz", RATES)
def test_tech_3341_steady_tones_read_the_same_in_every_window(case, rate_hz):
    parts, expected = INTEGRATED_CASES[case]
    loudness = measure_loudness(tones(rate_hz, parts), rate_hz)
    assert loudness.integrated_lufs == pytest.approx(expected, abs=0.1)
    assert loudness.max_momentary_lufs == pytest.approx(expected, abs=0.1)
    assert loudness.max_short_term_lufs == pytest.approx(expected, abs=0.1)


@pytest.mark.parametrize("rate_hz", RATES)
def test_tech_3341_case_6_weighs_five_channels(rate_hz):
    audio = surround_tone(rate_hz)
    assert measure_loudness(audio, rate_hz).integrated_lufs == pytest.approx(-23.0, abs=0.1)
    with_lfe = np.insert(audio, 3, np.ones(audio.shape[1], np.float32), axis=0)
    assert measure_loudness(with_lfe, rate_hz).integrated_lufs == pytest.approx(-23.0, abs=0.1)


def test_tech_3341_case_9_short_term_stays_constant_after_three_seconds():
    short_term = fed(tones(48_000, [(1.34, -20.0), (1.66, -30.0)] * 5), 48_000).short_term_lufs()
    assert np.abs(short_term + 23.0).max() <= 0.1


@pytest.mark.parametrize("offset", range(20))
def test_tech_3341_case_10_short_term_maximum_is_found_wherever_it_lies(offset):
    loudness = measure_loudness(tones(48_000, [(offset * 0.15, None), (3, -23.0), (1, None)]), 48_000)
    assert loudness.max_short_term_lufs == pytest.approx(-23.0, abs=0.1)


def test_tech_3341_case_11_successive_short_term_maxima():
    parts = [p for i in range(20) for p in ((i * 0.15, None), (3, -38.0 + i), (3 - i * 0.15, None))]
    short_term = fed(tones(48_000, parts), 48_000).short_term_lufs()
    for i in range(20):
        segment = short_term[max(0, i * 600 - 300) : (i + 1) * 600 - 300]
        assert segment.max() == pytest.approx(-38.0 + i, abs=0.1)


def test_tech_3341_case_12_momentary_stays_constant_after_one_second():
    momentary = fed(tones(48_000, [(0.18, -20.0), (0.22, -30.0)] * 25), 48_000).momentary_lufs()
    assert np.abs(momentary[60:] + 23.0).max() <= 0.1


@pytest.mark.parametrize("offset", range(20))
def test_tech_3341_case_13_momentary_maximum_is_found_wherever_it_lies(offset):
    loudness = measure_loudness(tones(48_000, [(offset * 0.02, None), (0.4, -23.0), (1, None)]), 48_000)
    assert loudness.max_momentary_lufs == pytest.approx(-23.0, abs=0.1)


def test_tech_3341_case_14_successive_momentary_maxima():
    parts = [p for i in range(20) for p in ((i * 0.02, None), (0.4, -38.0 + i), (0.4 - i * 0.02, None))]
    momentary = fed(tones(48_000, parts), 48_000).momentary_lufs()
    for i in range(20):
        segment = momentary[max(0, i * 80 - 40) : (i + 1) * 80 - 40]
        assert segment.max() == pytest.approx(-38.0 + i, abs=0.1)


@pytest.mark.parametrize("case", RANGE_CASES)
@pytest.mark.parametrize("rate_hz", [44_100, 96_000])
def test_tech_3342_loudness_range(case, rate_hz):
    parts, expected = RANGE_CASES[case]
    assert measure_loudness(tones(rate_hz, parts), rate_hz).range_lu == pytest.approx(expected, abs=1.0)


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 22_050, 44_100, 48_000, 96_000])
def test_agrees_with_libebur128_on_music(rate_hz):
    audio = drums_and_bass(rate_hz, 20)
    expected = libebur128(audio, rate_hz).integrated_lufs
    assert measure_loudness(audio, rate_hz).integrated_lufs == pytest.approx(expected, abs=0.02)


def test_agrees_with_libebur128_on_the_range():
    audio = drums_and_bass(44_100, 100)
    expected = libebur128(audio, 44_100).range_lu
    assert measure_loudness(audio, 44_100).range_lu == pytest.approx(expected, abs=0.3)


def test_silence_and_too_little_sound_have_no_loudness():
    silent = measure_loudness(np.zeros((2, 48_000), np.float32), 48_000)
    assert (silent.integrated_lufs, silent.range_lu) == (-np.inf, 0.0)
    assert measure_loudness(tones(48_000, [(0.39, -20.0)]), 48_000).integrated_lufs == -np.inf


@settings(max_examples=30)
@given(cuts=st.lists(st.integers(0, 60_000), max_size=8), rate_hz=st.sampled_from((44_100, 22_050, 11_025)))
def test_block_edges_do_not_matter(cuts, rate_hz):
    audio = drums_and_bass(rate_hz, 4)
    meter = LoudnessMeter(rate_hz, 2)
    for block in np.split(audio, sorted(c for c in cuts if c <= audio.shape[1]), axis=1):
        meter.feed(block)
    assert meter.integrated_loudness_lufs() == pytest.approx(measure_loudness(audio, rate_hz).integrated_lufs, abs=1e-9)


@settings(max_examples=30)
@given(gain_db=st.floats(-30, 12))
def test_loudness_follows_gain_exactly(gain_db):
    audio = drums_and_bass(44_100, 2)
    louder = audio * np.float32(10 ** (gain_db / 20))
    difference = measure_loudness(louder, 44_100).integrated_lufs - measure_loudness(audio, 44_100).integrated_lufs
    assert difference == pytest.approx(gain_db, abs=1e-3)


def test_memory_of_two_hours_is_bounded():
    meter = LoudnessMeter(96_000, 2)
    block = drums_and_bass(96_000, 1)
    for _ in range(60):
        meter.feed(block)
    held = sum(part.nbytes for part in meter._bins)
    assert held * 120 < 8_000_000
