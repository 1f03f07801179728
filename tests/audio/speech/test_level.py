"""Phrases come to one level, drift no faster than told, and never clip."""

import numpy as np
import pytest

from audiostudio.audio.meters.true_peak import true_peak_dbtp
from audiostudio.audio.speech.level import PhraseLevel

RATE_HZ = 24_000


def tone(rms_dbfs: float, seconds: float = 1.0) -> np.ndarray:
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (np.sqrt(2) * 10 ** (rms_dbfs / 20) * np.sin(2 * np.pi * 200 * t)).astype(np.float32)


def rms_dbfs(sound: np.ndarray) -> float:
    return float(10 * np.log10(np.mean(np.square(sound, dtype=np.float64))))


def test_the_first_phrase_comes_to_the_level_and_the_next_ones_move_by_a_decibel_and_a_half():
    level = PhraseLevel()
    assert rms_dbfs(level.apply(tone(-35), RATE_HZ)) == pytest.approx(-21, abs=0.05)
    assert rms_dbfs(level.apply(tone(-30), RATE_HZ)) == pytest.approx(-30 + 14 - 1.5, abs=0.05)
    assert rms_dbfs(level.apply(tone(-40), RATE_HZ)) == pytest.approx(-40 + 14, abs=0.05)


def test_a_phrase_that_does_not_follow_gets_its_own_gain_and_leaves_the_others_theirs():
    level = PhraseLevel()
    level.apply(tone(-35), RATE_HZ)
    assert rms_dbfs(level.apply(tone(-60), RATE_HZ, follows=False, more_db=-6)) == pytest.approx(-27, abs=0.05)
    assert rms_dbfs(level.apply(tone(-35), RATE_HZ)) == pytest.approx(-21, abs=0.05)


def test_pauses_do_not_make_a_phrase_louder():
    spaced = np.concatenate([tone(-35), np.zeros(5 * RATE_HZ, np.float32)])
    assert rms_dbfs(PhraseLevel().apply(spaced, RATE_HZ)[:RATE_HZ]) == pytest.approx(-21, abs=0.05)


def test_high_peaks_are_held_down_without_making_the_phrase_less_loud():
    peaky = tone(-35)
    peaky[12_000:12_010] *= 10 ** (19.5 / 20)  # 2 dB over the ceiling where the level is reached
    levelled = PhraseLevel().apply(peaky, RATE_HZ)
    assert levelled.size == peaky.size
    assert true_peak_dbtp(levelled[np.newaxis], RATE_HZ) <= -1
    assert rms_dbfs(levelled[: RATE_HZ // 4]) == pytest.approx(-21, abs=0.1)


def test_peaks_stay_under_one_decibel_below_full_scale_and_silence_stays_silent():
    click = np.zeros(RATE_HZ, np.float32)
    click[:: RATE_HZ // 100] = 0.01
    peak = np.abs(PhraseLevel().apply(click, RATE_HZ)).max()
    assert 10 ** (-1.5 / 20) < peak <= 10 ** (-1 / 20)
    silence = np.zeros(100, np.float32)
    assert PhraseLevel().apply(silence, RATE_HZ) is silence
