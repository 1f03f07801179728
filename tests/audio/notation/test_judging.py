"""Lone notes of any key, length and level, notes at the edges of a sound, slides; and sounds without a note."""

import numpy as np
import pytest
from benchmarks.support.known_pieces import lone_note
from benchmarks.support.tones_and_noises import NOISES, RATE_HZ, noise, tone

from audiostudio.audio.notation.decoding import FRAME_RATE_HZ, LOWEST_MIDI_PITCH, NoteRules, decode_spans
from audiostudio.audio.notation.judging import judge_spans
from audiostudio.audio.notation.vibrato import fold_vibrato
from tests.support.melodies import chords, melody, onset_f1, render

RULES = NoteRules(minimum_note_s=0.08)


@pytest.fixture
def hear(note_model):
    """Give a function that returns onset, end and key of each note that is heard in a mono sound."""

    def hear(sound):
        heard = note_model.predict([np.atleast_2d(np.asarray(sound, np.float32))], RATE_HZ)
        spans = fold_vibrato(heard, judge_spans(heard, RULES))
        return [(span.start / FRAME_RATE_HZ, span.end / FRAME_RATE_HZ, span.key + LOWEST_MIDI_PITCH) for span in spans]

    return hear


def played(*notes, length_s=None, **shape):
    """Return tones of (onset, duration, pitch), peak of the loudest at half of full scale."""
    sound = np.zeros(round((length_s or max(onset + duration for onset, duration, _ in notes) + 0.5) * RATE_HZ))
    for onset_s, duration_s, pitch in notes:
        note, start = tone(pitch, duration_s, **shape), round(onset_s * RATE_HZ)
        sound[start : start + len(note)] += note[: len(sound) - start]
    return 0.5 * sound / np.abs(sound).max()


def assert_heard(heard, *notes, within_s=0.05):
    """Hold that these notes are heard, (onset, pitch), and no others."""
    assert sorted(pitch for *_, pitch in heard) == sorted(pitch for _, pitch in notes), heard
    for (onset_s, _, pitch), (expected_s, expected) in zip(
        sorted(heard, key=lambda note: (note[2], note[0])),
        sorted(notes, key=lambda note: (note[1], note[0])),
        strict=True,
    ):
        assert (pitch, onset_s) == (expected, pytest.approx(expected_s, abs=within_s))


@pytest.mark.parametrize("pitch", [21, 22, 24, 31, 48, 60, 69, 76, 88, 100, 108])
def test_a_note_alone_is_heard(hear, pitch):
    """Its end may be off by a fifth of its length, as the field counts it (MIREX, mir_eval)."""
    heard = hear(played((0.5, 2, pitch)))
    assert_heard(heard, (0.5, pitch))
    assert heard[0][1] == pytest.approx(2.5, abs=0.4)


@pytest.mark.parametrize(
    ("program", "pitch"),
    [(0, 33), (0, 57), (0, 81), (0, 107), (24, 40), (24, 57), (24, 81), (40, 57), (40, 81), (40, 103)],
    ids=str,
)
def test_a_note_of_an_instrument_alone_is_heard(hear, program, pitch):
    """A piano, a guitar (its lowest string is E2) and a violin (G3)."""
    heard = [(onset_s, key) for onset_s, _, key in hear(lone_note(program, pitch).mean(axis=0))]
    assert [key for _, key in heard] == [pitch]
    assert heard[0][0] == pytest.approx(0.5, abs=0.07)


@pytest.mark.parametrize("duration_s", [0.15, 0.3, 15])
def test_short_and_long_notes_are_one_note(hear, duration_s):
    heard = hear(played((0.5, duration_s, 64)))
    assert_heard(heard, (0.5, 64))
    assert heard[0][1] - heard[0][0] == pytest.approx(duration_s, abs=0.15)


@pytest.mark.parametrize("level_dbfs", [-60, -50, 0])
def test_a_quiet_note_is_heard_as_a_loud_one_is(hear, level_dbfs):
    rng = np.random.default_rng(0)
    sound = 2 * played((0.5, 1, 69), (2, 1, 62)) * 10 ** (level_dbfs / 20)
    dithered = np.clip(np.rint(sound * 32_768 + rng.uniform(-1, 1, sound.size)), -32_768, 32_767) / 32_768
    assert_heard(hear(dithered), (0.5, 69), (2, 62))


def test_the_loudest_of_several_far_apart_is_not_lost(hear):
    assert_heard(hear(played((0.5, 2, 60), (7.5, 2, 64))), (0.5, 60), (7.5, 64))


@pytest.mark.parametrize("pitch", [45, 72])
def test_a_note_may_begin_and_end_with_the_sound(hear, pitch):
    assert_heard(hear(played((0, 1, pitch), length_s=1)), (0, pitch))
    assert_heard(hear(np.concatenate([np.zeros(RATE_HZ), played((0, 0.2, pitch), length_s=0.2)])), (1, pitch))


@pytest.mark.parametrize("every_s", [0.25, 0.15])
def test_a_repeated_note_is_heard_each_time(hear, every_s):
    times_s = [0.5 + every_s * number for number in range(12)]
    assert_heard(hear(played(*((at, every_s - 0.01, 67) for at in times_s))), *((at, 67) for at in times_s))


@pytest.mark.parametrize("low", [36, 48, 60, 72])
def test_notes_an_octave_apart_are_both_heard(hear, low):
    assert_heard(hear(played((0.5, 1.5, low), (0.5, 1.5, low + 12))), (0.5, low), (0.5, low + 12))


@pytest.mark.parametrize("steps", [-5, -2, 2, 4])
def test_a_slide_is_heard_from_the_key_it_leaves_to_the_key_it_reaches(hear, steps):
    """It rests a second, slides for half a second and rests again; keys passed on the way may be heard or not."""
    time_s = np.arange(round(2.5 * RATE_HZ)) / RATE_HZ
    slide = tone(60 + steps * np.clip((time_s - 1) / 0.5, 0, 1), 2.5)
    heard = hear(np.pad(0.5 * slide, RATE_HZ // 2))
    first, last = heard[0], heard[-1]
    assert (first[2], first[0]) == (60, pytest.approx(0.5, abs=0.05))
    assert (last[2], last[1]) == (60 + steps, pytest.approx(3, abs=0.15))
    assert 1.5 <= last[0] <= 2.1
    low, high = sorted((60, 60 + steps))
    assert all(low <= pitch <= high for *_, pitch in heard)


@pytest.mark.parametrize("name", list(NOISES))
def test_noise_has_no_notes(hear, name):
    assert hear(noise(name, 5)[0]) == []


def test_a_sawtooths_harmonics_are_no_notes(hear, note_model):
    pieces = [(melody(seed), 0.6) for seed in range(3)] + [(melody(4), None), (chords(0), 0.8), (chords(1), 0.8)]
    by_rules, judged = [], []
    for notes, decay_s in pieces:
        sound = render(notes, RATE_HZ, decay_s=decay_s, slope=1)
        spans = decode_spans(note_model.predict([sound], RATE_HZ), RULES)
        by_rules.append(onset_f1(notes, [(span.start / FRAME_RATE_HZ, span.key + LOWEST_MIDI_PITCH) for span in spans]))
        judged.append(onset_f1(notes, [(onset_s, pitch) for onset_s, _, pitch in hear(sound)]))
    print(f"onset F1 {np.mean(by_rules):.3f} by the published rules, {np.mean(judged):.3f} judged")
    assert np.mean(judged) > max(0.97, np.mean(by_rules) + 0.05)


def test_judging_can_be_stopped_anywhere(note_model):
    heard = note_model.predict([noise("white noise", 10)], RATE_HZ)
    asked = []
    judge_spans(heard, RULES, lambda: asked.append(None))
    assert len(asked) > 2

    class Stopped(Exception):
        pass

    def stop():
        raise Stopped

    with pytest.raises(Stopped):
        judge_spans(heard, RULES, stop)
