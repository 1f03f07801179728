"""Speech is found between its silences, its level is read without its pauses, its ends are faded."""

import numpy as np
import pytest

from audiostudio.audio.speech.trimming import active_level_db, fade, speech_span

RATE_HZ = 24_000


def tone(seconds: float, peak: float) -> np.ndarray:
    return (peak * np.sin(2 * np.pi * 200 * np.arange(round(seconds * RATE_HZ)) / RATE_HZ)).astype(np.float32)


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * RATE_HZ), np.float32)


def test_speech_is_found_with_its_margins():
    sound = np.concatenate([silence(0.4), tone(1.0, 0.5), silence(0.6)])
    first, last = speech_span(sound, RATE_HZ, before_s=0.02, after_s=0.06)
    assert first / RATE_HZ == pytest.approx(0.38, abs=0.006)
    assert last / RATE_HZ == pytest.approx(1.46, abs=0.006)


def test_a_soft_consonant_at_the_end_belongs_to_the_word():
    sound = np.concatenate([silence(0.2), tone(0.5, 0.5), silence(0.05), tone(0.1, 0.5 * 10 ** (-42 / 20)), silence(1)])
    _, last = speech_span(sound, RATE_HZ, before_s=0, after_s=0)
    assert last / RATE_HZ == pytest.approx(0.85, abs=0.006)


def test_margins_end_where_the_sound_does():
    assert speech_span(tone(0.5, 0.5), RATE_HZ, before_s=1, after_s=1) == (0, RATE_HZ // 2)


@pytest.mark.parametrize("sound", [silence(0), silence(1), tone(1, 1e-5)])
def test_silence_has_no_speech(sound):
    assert speech_span(sound, RATE_HZ, before_s=0.1, after_s=0.1) == (0, 0)


def test_pauses_do_not_lower_the_level():
    """A sine's RMS is its peak less 3.01 dB."""
    level_db = 20 * np.log10(0.25) - 3.01
    once = tone(1.0, 0.25)
    assert active_level_db(once, RATE_HZ) == pytest.approx(level_db, abs=0.05)
    with_pauses = np.concatenate([once, silence(3), once, silence(2)])
    assert active_level_db(with_pauses, RATE_HZ) == pytest.approx(level_db, abs=0.05)
    assert active_level_db(silence(1), RATE_HZ) == -np.inf


def test_fades_end_in_silence_and_leave_the_middle():
    sound = np.ones(RATE_HZ, np.float32)
    result = fade(sound, RATE_HZ, in_s=0.01, out_s=0.02)
    assert result[0] < 1e-3
    assert result[-1] < 1e-3
    assert (np.diff(result[:240]) > 0).all()
    assert (np.diff(result[-480:]) < 0).all()
    np.testing.assert_array_equal(result[240:-480], sound[240:-480])
    assert sound.min() == 1.0
