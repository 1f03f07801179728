"""What is asked of a voice becomes exact durations and a pitch that moved by what was asked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostudio.engines.speech_synthesis.prosody import Controls, Score, bend, by_value, pace, write_score
from audiostudio.engines.speech_synthesis.styles import STYLES, Style
from audiostudio.engines.text.spoken_text import Delivery, SpokenWord

NEUTRAL = STYLES["neutral"]


def score_of(rates, semitones=None, pauses=None) -> Score:
    zeros, ones = np.zeros(len(rates)), np.ones(len(rates))
    return Score(
        np.array(rates, float),
        zeros if semitones is None else np.array(semitones, float),
        zeros,
        ones if pauses is None else np.array(pauses, float),
    )


natural_durations = st.lists(st.integers(1, 14), min_size=3, max_size=80).map(lambda d: np.array(d, np.int64))


@given(natural_durations)
def test_nothing_asked_changes_nothing(natural):
    pacing = pace(natural, score_of(np.ones(natural.size)), 1.0)
    np.testing.assert_array_equal(pacing.durations, natural)
    assert pacing.stretch == 1.0


@given(natural_durations, st.floats(0.5, 2.0))
def test_a_speed_is_met_to_a_frame(natural, speed):
    """Durations and stretch together divide the length by the speed, as far as tokens of one frame allow.

    The length is that of the tokens and of 75 ms of sound in the silences around them, which stay as they are.
    """
    pacing = pace(natural, score_of(np.ones(natural.size)), speed)
    assert pacing.durations.min() >= 1
    assert pacing.durations[0] == natural[0]
    assert pacing.durations[-1] == natural[-1]
    own = natural[1:-1].sum()
    in_model = min(1.4, max(0.7, speed))
    assert abs(pacing.durations[1:-1].sum() - max(natural.size - 2, (own + 3) / in_model - 3)) <= 1
    assert pacing.stretch == pytest.approx(in_model / speed)


def test_a_slow_word_takes_longer_than_the_others():
    natural = np.full(42, 4)
    rates = np.ones(42)
    rates[11:21] = 0.8
    pacing = pace(natural, score_of(rates), 1.0)
    assert pacing.durations[11:21].sum() == pytest.approx(50, abs=1)
    assert pacing.durations[21:41].sum() == pytest.approx(80, abs=2)


def test_a_whole_phrase_at_another_rate_is_a_speed():
    natural = np.full(42, 4)
    as_rate = pace(natural, score_of(np.full(42, 0.5)), 1.0)
    as_speed = pace(natural, score_of(np.ones(42)), 0.5)
    np.testing.assert_array_equal(as_rate.durations, as_speed.durations)
    assert as_rate.stretch == as_speed.stretch == pytest.approx(0.7 / 0.5)


def contour() -> tuple[np.ndarray, np.ndarray]:
    durations = np.array([4, 10, 10, 4])
    pitch_hz = np.zeros(56, np.float32)
    pitch_hz[8:40] = 150 * 2 ** (np.sin(np.arange(32)) / 6)
    return pitch_hz, durations


@pytest.mark.parametrize("semitones", [-12, -5, 3, 7, 10, 12])
def test_pitch_moves_by_what_is_asked(semitones):
    pitch_hz, durations = contour()
    melody = bend(pitch_hz, durations, score_of(np.ones(4)), Controls(pitch_semitones=semitones), NEUTRAL, 150)
    voiced = pitch_hz > 0
    moved = 12 * np.log2(melody.pitch_hz[voiced] / pitch_hz[voiced]) + melody.beyond_semitones[voiced]
    np.testing.assert_allclose(moved, semitones, atol=1e-3)
    assert not melody.pitch_hz[~voiced].any()
    assert (melody.beyond_semitones == np.sign(semitones) * max(0, abs(semitones) - 7)).all()


def test_the_network_takes_no_voice_where_it_slips():
    pitch_hz, durations = contour()
    for centre_hz, semitones, in_model in (
        (88.0, -12.0, -1.65),
        (88.0, 12.0, 7.0),
        (250.0, 12.0, 3.16),
        (70.0, -3.0, 0.0),
    ):
        controls = Controls(pitch_semitones=semitones)
        melody = bend(pitch_hz, durations, score_of(np.ones(4)), controls, NEUTRAL, centre_hz)
        assert melody.beyond_semitones[0] == pytest.approx(semitones - in_model, abs=0.01)


@pytest.mark.parametrize(
    ("controls", "expected"),
    [
        (Controls(), 1.0),
        (Controls(intonation=0.0), 0.0),
        (Controls(intonation=1.5), 1.5),
        (Controls(stability=1.0), 0.4),
        (Controls(stability=0.0), 1.6),
        (Controls(stability=1.0, intonation=0.5), 0.2),
    ],
)
def test_stability_and_intonation_set_how_far_the_pitch_moves(controls, expected):
    pitch_hz, durations = contour()
    melody = bend(pitch_hz, durations, score_of(np.ones(4)), controls, NEUTRAL, 150)
    voiced = pitch_hz > 0
    before, after = (np.log2(values[voiced] / 150) for values in (pitch_hz, melody.pitch_hz))
    np.testing.assert_allclose(after, expected * before, atol=1e-4)


def test_nothing_asked_leaves_the_contour_alone():
    pitch_hz, durations = contour()
    melody = bend(pitch_hz, durations, score_of(np.ones(4)), Controls(), NEUTRAL, 150)
    assert melody.pitch_hz is pitch_hz


def test_a_whisper_has_no_pitch():
    pitch_hz, durations = contour()
    melody = bend(pitch_hz, durations, score_of(np.ones(4)), Controls(), STYLES["whisper"], 150)
    assert not melody.pitch_hz.any()


def test_emphasis_makes_a_word_longer_higher_and_louder():
    plain = SpokenWord("a", "A", 0, 1, lead=" ", tail=",")
    strong = SpokenWord("b", "bˈi", 2, 3, Delivery(emphasis="strong"), lead=" ")
    score = write_score([plain, strong, plain], Style(pauses=2.0))
    said = slice(5, 8)
    assert score.rates.size == 1 + 3 + 4 + 3 + 1
    assert (score.rates[said] < 1).all()
    assert (score.semitones[said] > 0).all()
    assert (score.volumes_db[said] > 0).all()
    assert (np.delete(score.rates, np.arange(5, 8)) == 1).all()
    assert score.pauses.tolist() == [1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1]


def test_steps_between_words_are_soft():
    values = by_value(np.array([0.0, 0.0, 6.0, 0.0]), np.array([5, 20, 20, 5]))
    assert values.size == 100
    assert values.max() == pytest.approx(6)
    assert np.abs(np.diff(values)).max() < 3
