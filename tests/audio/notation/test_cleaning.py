"""What is taken out of decoded notes: music whose notes are known is heard better, and trills stay trills."""

import numpy as np
import pytest

from audiostudio.audio.notation.cleaning import clean_spans
from audiostudio.audio.notation.decoding import (
    FRAME_RATE_HZ,
    KEYS,
    LOWEST_MIDI_PITCH,
    NoteActivations,
    NoteRules,
    Span,
    decode_spans,
)
from tests.support.melodies import Played, chords, melody, onset_f1, render

RULES = NoteRules(minimum_note_s=0.06)
RATE_HZ = 44_100


def heard_in(spans):
    return [(span.start / FRAME_RATE_HZ, span.key + LOWEST_MIDI_PITCH) for span in spans]


def test_a_sawtooths_harmonics_are_no_notes(note_model):
    pieces = [(melody(seed), 0.6) for seed in range(3)] + [(melody(4), None), (chords(0), 0.8), (chords(1), 0.8)]
    before, after = [], []
    for played, decay_s in pieces:
        heard = note_model.predict([render(played, RATE_HZ, decay_s=decay_s, slope=1)], RATE_HZ)
        spans = decode_spans(heard, RULES)
        before.append(onset_f1(played, heard_in(spans)))
        after.append(onset_f1(played, heard_in(clean_spans(heard, spans))))
    print(f"onset F1 {np.mean(before):.3f} as decoded, {np.mean(after):.3f} cleaned")
    assert np.mean(after) > max(0.97, np.mean(before) + 0.05)


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
        span for span in clean_spans(heard, decode_spans(heard, RULES)) if span.key + LOWEST_MIDI_PITCH < pitch + 9
    ]
    assert [span.key + LOWEST_MIDI_PITCH for span in spans] == [pitch]
    assert spans[0].end - spans[0].start > 3.7 * FRAME_RATE_HZ


@pytest.mark.parametrize("step", [1, 2])
def test_a_trill_stays_as_many_notes(note_model, step):
    played = [Played(0.3 + number / 10, 0.095, 69 + step * (number % 2)) for number in range(30)]
    heard = note_model.predict([render(played, RATE_HZ, slope=1.5)], RATE_HZ)
    assert onset_f1(played, heard_in(clean_spans(heard, decode_spans(heard, RULES)))) > 0.95


def likelihoods(*notes):
    """Spans of a likelihood, with the likelihood of their onsets: (start, end, key, sounding, beginning)."""
    heard = NoteActivations(np.zeros((200, KEYS), np.float32), np.zeros((200, KEYS), np.float32))
    for start, end, key, sounding, beginning in notes:
        heard.frames[start:end, key] = sounding
        heard.onsets[start, key] = beginning
    return heard, sorted(
        (Span(start, end, key) for start, end, key, *_ in notes), key=lambda span: (span.start, span.key)
    )


def test_a_weak_octave_is_a_harmonic_and_a_strong_one_a_note():
    lower = (20, 100, 50, 0.8, 0.9)
    heard, spans = likelihoods(lower, (21, 90, 62, 0.4, 0.7))
    assert clean_spans(heard, spans) == [Span(20, 100, 50)]
    heard, spans = likelihoods(lower, (21, 90, 62, 0.7, 0.8))
    assert len(clean_spans(heard, spans)) == 2
    heard, spans = likelihoods(lower, (21, 90, 61, 0.4, 0.7))  # a major seventh is no harmonic
    assert len(clean_spans(heard, spans)) == 2


def test_a_note_struck_again_is_joined_only_where_nothing_rises():
    heard, spans = likelihoods((20, 60, 50, 0.7, 0.9), (60, 100, 50, 0.7, 0.5))
    assert clean_spans(heard, spans) == [Span(20, 100, 50)]
    heard, spans = likelihoods((20, 60, 50, 0.7, 0.9), (60, 100, 50, 0.7, 0.9))
    assert len(clean_spans(heard, spans)) == 2


def test_an_empty_transcription_stays_empty():
    heard, _ = likelihoods()
    assert clean_spans(heard, []) == []
