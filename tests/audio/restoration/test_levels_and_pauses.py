"""Levelling and cutting: two speakers come together, pauses are not raised, cuts are seamless and told in seconds."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.audio.dsp.scratch import Scratch
from audiostudio.audio.dsp.stream import process_all
from audiostudio.audio.meters.loudness import measure_loudness
from audiostudio.audio.restoration.activity import Activity, speech_activity
from audiostudio.audio.restoration.leveller import MAX_GAIN_DB, Leveller, level_gains_db
from audiostudio.audio.restoration.pauses import PauseCuts, PauseCutter, plan_cuts
from tests.support.rooms import RATE_HZ, in_blocks, voice


def activity_of(sound: np.ndarray, folder, rate_hz: int = RATE_HZ) -> Activity:
    with Scratch(folder, sound.shape[0]) as scratch:
        return speech_activity(scratch.record([sound], rate_hz), scratch.frames)


def silence(seconds: float) -> np.ndarray:
    return np.zeros((1, round(seconds * RATE_HZ)), np.float32)


def levelled(sound: np.ndarray, folder) -> np.ndarray:
    activity = activity_of(sound, folder)
    return process_all(sound, Leveller(level_gains_db(activity), activity.bin_frames, sound.shape[0]))


def loudness_lufs(sound: np.ndarray) -> float:
    return measure_loudness(sound, RATE_HZ).integrated_lufs


def test_a_soft_and_a_loud_speaker_come_together(tmp_path):
    soft, loud = 0.3 * voice("af_heart"), voice("bm_george")
    ridden = levelled(np.concatenate([soft, silence(1), loud], axis=1), tmp_path)
    edge = soft.shape[1]
    before_lu = abs(loudness_lufs(loud) - loudness_lufs(soft))
    after_lu = abs(loudness_lufs(ridden[:, edge + RATE_HZ :]) - loudness_lufs(ridden[:, :edge]))
    assert before_lu > 10
    assert after_lu < 2


def test_the_voice_is_not_squashed(tmp_path):
    """A hand on the fader leaves syllables as they are: the level within a second moves as before."""
    steady = voice("af_heart")
    ridden = levelled(steady, tmp_path)
    heard = np.abs(steady) > 1e-3
    gain_db = 20 * np.log10(np.abs(ridden[heard] / steady[heard]))
    assert np.ptp(gain_db) < 5
    per_second_db = np.diff(gain_db) * RATE_HZ / np.maximum(1, np.diff(np.flatnonzero(heard)))
    assert np.abs(per_second_db).max() < 12


def test_noise_in_a_pause_is_raised_no_more_than_the_speech_beside_it(tmp_path):
    noise = 1e-3 * np.random.default_rng(0).standard_normal((1, 8 * RATE_HZ)).astype(np.float32)
    sound = np.concatenate([voice("af_heart"), noise, voice("am_adam")], axis=1)
    activity = activity_of(sound, tmp_path)
    gains_db = level_gains_db(activity)[:-1]
    start, end = (round(edge / activity.bin_frames) for edge in (voice().shape[1], voice().shape[1] + noise.shape[1]))
    margin = round(1 / activity.bin_s)
    beside_db = np.concatenate([gains_db[start - 2 * margin : start], gains_db[end : end + 2 * margin]])
    assert gains_db[start:end].max() <= beside_db.max() + 0.1
    assert not activity.is_speech[start + margin : end - margin].any()


def test_gain_is_bounded_and_silence_is_left_alone(tmp_path):
    sound = np.concatenate([0.01 * voice("af_heart"), voice("bm_george")], axis=1)
    gains_db = level_gains_db(activity_of(sound, tmp_path))
    assert np.abs(gains_db).max() <= MAX_GAIN_DB + 1e-9
    assert not level_gains_db(activity_of(silence(3), tmp_path)).any()


@settings(max_examples=20)
@given(st.lists(st.integers(0, 40_000), max_size=5), st.integers(0, 40_000))
def test_riding_keeps_the_length_in_any_blocks(edges, frames):
    sound = np.random.default_rng(0).standard_normal((2, frames)).astype(np.float32)
    gains_db = np.linspace(-6, 6, frames // 480 + 2)
    once = in_blocks(sound, Leveller(gains_db, 480, 2))
    assert once.shape == sound.shape
    np.testing.assert_array_equal(in_blocks(sound, Leveller(gains_db, 480, 2), edges=tuple(edges)), once)


def test_ends_are_trimmed_and_long_pauses_shortened(tmp_path):
    first, second = voice("af_heart")[:, : 4 * RATE_HZ], voice("am_adam")[:, : 4 * RATE_HZ]
    sound = np.concatenate([silence(3), first, silence(5), second, silence(2)], axis=1)
    cuts = plan_cuts(activity_of(sound, tmp_path), ends=True, longest_pause_s=1.0)
    (begin, lead_end), (pause_start, pause_end), (tail_start, end) = cuts.removed_s
    assert (begin, end) == (0, sound.shape[1] / RATE_HZ)
    assert 2.5 < lead_end < 3.2
    assert 7.0 < pause_start < pause_end < 12.2
    assert 15.5 < tail_start < 16.6
    kept = process_all(sound, PauseCutter(cuts, 1))
    assert kept.shape[1] == cuts.frames_after
    assert kept.shape[1] / RATE_HZ == pytest.approx(9.4, abs=0.5)
    again = plan_cuts(activity_of(kept, tmp_path), ends=True, longest_pause_s=1.0)
    assert cuts.frames_after - again.frames_after < 0.05 * RATE_HZ


def test_moments_move_with_the_sound(tmp_path):
    sound = np.concatenate([silence(2), voice("af_heart"), silence(6), voice("am_adam")], axis=1)
    cuts = plan_cuts(activity_of(sound, tmp_path), ends=True, longest_pause_s=0.5)
    kept = process_all(sound, PauseCutter(cuts, 1))
    for start, end in cuts.kept:
        moment_s = (start + end) / 2 / RATE_HZ
        place = round(cuts.moved_s([moment_s])[0] * RATE_HZ)
        np.testing.assert_array_equal(kept[:, place : place + 100], sound[:, (start + end) // 2 :][:, :100])
    moved = cuts.moved_s(list(np.linspace(0, sound.shape[1] / RATE_HZ, 500)))
    assert moved == sorted(moved)
    assert moved[-1] == pytest.approx(cuts.frames_after / RATE_HZ)


def test_nothing_is_cut_unless_asked_for_or_where_nobody_speaks(tmp_path):
    sound = np.concatenate([silence(2), voice("af_heart"), silence(6)], axis=1)
    cuts = plan_cuts(activity_of(sound, tmp_path), ends=False, longest_pause_s=None)
    assert cuts.removed_s == ()
    np.testing.assert_array_equal(process_all(sound, PauseCutter(cuts, 1)), sound)
    assert plan_cuts(activity_of(silence(5), tmp_path), ends=True, longest_pause_s=0.3).removed_s == ()


@settings(max_examples=30)
@given(st.lists(st.integers(0, 60_000), max_size=6))
def test_a_joint_is_a_crossfade_in_any_blocks(edges):
    cuts = PauseCuts(((1_000, 20_000), (30_000, 31_000), (40_000, 60_000)), 960, RATE_HZ, 60_000)
    level = np.full((2, 60_000), 0.5, np.float32)
    np.testing.assert_allclose(in_blocks(level, PauseCutter(cuts, 2), edges=tuple(edges)), 0.5, atol=1e-6)
    ramp = np.arange(120_000, dtype=np.float32).reshape(2, -1)
    once = in_blocks(ramp, PauseCutter(cuts, 2))
    assert once.shape[1] == cuts.frames_after == 19_000 + 960 + 1_000 + 960 + 20_000
    np.testing.assert_allclose(in_blocks(ramp, PauseCutter(cuts, 2), edges=tuple(edges)), once, rtol=1e-6)
    assert np.abs(np.diff(once[0])).max() < 30, "no step, the sound flows"
