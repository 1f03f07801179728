"""Vibrato is one note, and trills stay trills."""

import numpy as np
import pytest

from audiostudio.audio.notation.decoding import (
    FRAME_RATE_HZ,
    KEYS,
    LOWEST_MIDI_PITCH,
    NoteActivations,
    NoteRules,
)
from audiostudio.audio.notation.judging import judge_spans
from audiostudio.audio.notation.vibrato import fold_vibrato
from tests.support.melodies import Played, onset_f1, render

RULES = NoteRules(minimum_note_s=0.06)
RATE_HZ = 44_100


def heard_in(spans):
    return [(span.start / FRAME_RATE_HZ, span.key + LOWEST_MIDI_PITCH) for span in spans]


def sung(swing_semitones, rate_hz, midi_pitch):
    swing = swing_semitones * np.sin(2 * np.pi * rate_hz * np.arange(4 * RATE_HZ) / RATE_HZ)
    phase = 2 * np.pi * np.cumsum(440 * 2 ** ((midi_pitch - 69 + swing) / 12)) / RATE_HZ
    return (0.2 * sum(np.sin(number * phase) / number**1.5 for number in range(1, 9)))[None].astype(np.float32)


@pytest.mark.parametrize(
    ("swing", "rate_hz", "pitch"), [(0.3, 5.5, 69), (0.6, 5.5, 69), (0.8, 4.5, 69), (0.6, 4.5, 81)]
)
def test_vibrato_is_one_note(note_model, swing, rate_hz, pitch):
    heard = note_model.predict([sung(swing, rate_hz, pitch)], RATE_HZ)
    spans = [
        span for span in fold_vibrato(heard, judge_spans(heard, RULES)) if span.key + LOWEST_MIDI_PITCH < pitch + 9
    ]
    assert [span.key + LOWEST_MIDI_PITCH for span in spans] == [pitch]
    assert spans[0].end - spans[0].start > 3.7 * FRAME_RATE_HZ


@pytest.mark.parametrize("step", [1, 2])
def test_a_trill_stays_as_many_notes(note_model, step):
    played = [Played(0.3 + number / 10, 0.095, 69 + step * (number % 2)) for number in range(30)]
    heard = note_model.predict([render(played, RATE_HZ, slope=1.5)], RATE_HZ)
    assert onset_f1(played, heard_in(fold_vibrato(heard, judge_spans(heard, RULES)))) > 0.95


def test_an_empty_transcription_stays_empty():
    heard = NoteActivations(np.zeros((200, KEYS), np.float32), np.zeros((200, KEYS), np.float32))
    assert fold_vibrato(heard, []) == []
