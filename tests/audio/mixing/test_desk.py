"""The mixing desk: laws of pan, gain and ducking by arithmetic, and stems that are the mix."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.audio.dsp.compressor import CompressorSettings
from audiostudio.audio.dsp.equalizer import Band
from audiostudio.audio.mixing.automation import apply_gain
from audiostudio.audio.mixing.channel import Channel
from audiostudio.audio.mixing.delay import DelaySettings, StereoDelay, beat_frames
from audiostudio.audio.mixing.desk import MixingDesk
from audiostudio.audio.mixing.ducking import Ducking, duck_onsets, duck_spans
from audiostudio.audio.mixing.loops import wrap_loop
from audiostudio.audio.mixing.panning import pan_stereo

RATE_HZ = 48_000
DUCKING = Ducking(12.0, 0.01, 0.05, 0.2)
LOW = 10 ** (-12 / 20)


def noise(frames, seed=1):
    return (0.1 * np.random.default_rng(seed).standard_normal((2, frames))).astype(np.float32)


@pytest.mark.parametrize(
    ("pan", "expected"),
    [  # by the specification's formulas for stereo input: left 1, right 0.5
        (-1.0, (1.5, 0.0)),
        (-0.5, (1 + 0.5 * np.sqrt(0.5), 0.5 * np.sqrt(0.5))),
        (0.0, (1.0, 0.5)),
        (1 / 3, (np.cos(np.pi / 6), 0.5 + np.sin(np.pi / 6))),
        (1.0, (0.0, 1.5)),
    ],
)
def test_pan_follows_the_law_of_browsers(pan, expected):
    panned = pan_stereo(np.array([[1.0], [0.5]], np.float32), pan)
    np.testing.assert_allclose(panned[:, 0], expected, atol=1e-6)


def test_automation_is_exact_at_every_frame_and_does_not_care_for_blocks():
    audio = np.ones((2, RATE_HZ), np.float32)
    gain = ((0.25, 1.0), (0.75, 0.0))
    whole = apply_gain(audio, gain)
    np.testing.assert_array_equal(
        whole[0, [0, 12_000, 18_000, 24_000, 36_000, 47_999]], np.float32([1, 1, 0.75, 0.5, 0, 0])
    )
    parts = [apply_gain(audio[:, a : a + 777], gain, a) for a in range(0, RATE_HZ, 777)]
    np.testing.assert_array_equal(np.concatenate(parts, axis=1), whole)


def test_a_duck_is_down_when_the_voice_begins_and_up_again_after_it():
    points = duck_spans([(1.0, 2.0), (4.0, 4.5)], DUCKING)
    times = [0.0, 0.99, 1.0, 1.5, 2.05, 2.15, 2.25, 3.0, 4.0]
    expected = [1, 1, LOW, LOW, LOW, (1 + LOW) / 2, 1, 1, LOW]
    np.testing.assert_allclose(np.interp(times, *zip(*points, strict=True)), expected, atol=1e-12)


def test_a_duck_that_has_no_time_to_rise_turns_where_it_is():
    # Up from 0.55 on, it must fall from 0.65 on: half way.
    points = duck_spans([(0.0, 0.5), (0.66, 0.7)], DUCKING)
    assert points[3] == pytest.approx((0.65, LOW + (1 - LOW) / 2))
    assert duck_spans([(0.0, 0.5), (0.55, 0.7)], DUCKING)[1:3] == (
        pytest.approx((0.0, LOW)),
        pytest.approx((0.75, LOW)),
    )
    assert duck_onsets([], DUCKING) == ((0.0, 1.0),)


@given(st.lists(st.tuples(st.floats(0, 20), st.floats(0, 2)), max_size=12), st.floats(0, 30))
def test_a_duck_moves_forward_stays_in_bounds_and_is_down_wherever_someone_speaks(spans, depth_db):
    spans = [(start, start + length) for start, length in spans]
    ducking = Ducking(depth_db, 0.02, 0.1, 0.4)
    times, gains = np.array(duck_spans(spans, ducking)).T
    low = 10 ** (-depth_db / 20)
    assert np.all(np.diff(times) >= 0)
    assert gains.min() >= low - 1e-9
    assert gains.max() <= 1 + 1e-9
    for start, end in spans:
        np.testing.assert_allclose(np.interp([start, (start + end) / 2, end + 0.1], times, gains), low, atol=1e-6)
    steepest = np.abs(np.diff(gains)) / np.maximum(np.diff(times), 1e-12)
    assert np.all(steepest * 0.02 <= (1 - low) * (1 + 1e-3) + 1e-6)


CHANNELS = (
    Channel(gain_db=-3.0, pan=0.4, reverb_db=-8.0, delay_db=-10.0),
    Channel(high_pass_hz=100.0, low_pass_hz=8000.0, bands=(Band("bell", 1000, 3.0, 1.0),), room="hall", reverb_db=-3.0),
    Channel(
        compressor=CompressorSettings(-30, 4, 6, 5, 80), saturation=0.4, gain=((0.0, 0.2), (3.0, 1.0)), room="room",
        reverb_db=-6.0,
    ),
)  # fmt: skip


def test_stems_sum_to_the_mix():
    frames = 6 * RATE_HZ + 11
    desk = MixingDesk(frames, DelaySettings(beat_frames(120, 0.75), beat_frames(120, 0.5)), bus_gain_db=-2.0)
    stems = [desk.add(noise(frames, seed), channel) for seed, channel in enumerate(CHANNELS)]
    difference = np.sum(stems, axis=0, dtype=np.float64) - desk.mix
    assert np.abs(difference).max() < 10 ** (-120 / 20)
    assert all(0.02 < stem.std() < 0.5 for stem in stems)


def test_one_part_changed_leaves_the_other_stems_alone():
    frames = 2 * RATE_HZ
    both = MixingDesk(frames)
    both.add(noise(frames, 1), CHANNELS[1])
    beside = both.add(noise(frames, 2), CHANNELS[2])
    np.testing.assert_array_equal(MixingDesk(frames).add(noise(frames, 2), CHANNELS[2]), beside)


def test_a_channel_that_does_nothing_passes_its_part_to_the_bit():
    audio = noise(300_000)
    np.testing.assert_array_equal(MixingDesk(300_000).add(audio.copy(), Channel()), audio)


def test_a_fader_and_the_bus_add_their_decibels():
    audio = noise(RATE_HZ)
    stem = MixingDesk(RATE_HZ, bus_gain_db=-4.0).add(audio.copy(), Channel(gain_db=-2.0))
    np.testing.assert_allclose(stem, audio * 10 ** (-6 / 20), rtol=1e-5)


def test_a_part_of_another_length_or_without_echo_to_be_had_is_refused():
    with pytest.raises(ValueError, match="does not fit"):
        MixingDesk(100).add(noise(99), Channel())
    with pytest.raises(ValueError, match="no delay"):
        MixingDesk(100).add(noise(100), Channel(delay_db=0.0))


def test_echoes_come_in_time_and_cross_sides():
    click = np.zeros((2, RATE_HZ), np.float32)
    click[0, 100] = 1.0
    frames = beat_frames(125, 0.5)
    assert frames == 11_520
    echoes = StereoDelay(DelaySettings(frames, frames, feedback=0.5)).process(click)
    assert echoes[0, 100 + frames] == 1.0
    np.testing.assert_array_equal(np.flatnonzero(np.abs(echoes[0]) > 0.1), [100 + frames])
    # The next one, on the other side, is softer and darker.
    second = echoes[1, 100 + 2 * frames : 100 + 2 * frames + 500]
    assert np.argmax(np.abs(second)) == 0
    assert 0.1 < np.abs(second).max() < 0.5
    assert np.all(echoes[1, : 100 + 2 * frames] == 0)


@settings(deadline=None)
@given(st.integers(1, 50), st.integers(0, 200))
def test_a_loop_played_twice_is_the_original_begun_twice(loop_frames, frames):
    audio = np.arange(2 * frames, dtype=np.float32).reshape(2, frames)
    wrapped = wrap_loop(audio, loop_frames)
    # By steady state: frame n of every round hears all frames that lie whole rounds behind.
    for n in {0, loop_frames // 2, loop_frames - 1}:
        np.testing.assert_allclose(wrapped[:, n], audio[:, n::loop_frames].sum(axis=1), rtol=1e-6)
