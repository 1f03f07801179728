"""The note decoder on likelihoods made by hand, and its promises on any."""

import numpy as np
import pytest
import scipy.signal
from benchmarks.support.known_pieces import compose, render
from benchmarks.support.published_decoder import published_decoder
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from audiostudio.audio.notation.decoding import (
    CONTOUR_BINS_PER_SEMITONE,
    FRAME_RATE_HZ,
    KEYS,
    NoteActivations,
    NoteRules,
    decode_spans,
    to_notes,
)
from tests.support.cases import chosen
from tests.support.melodies import chords
from tests.support.melodies import render as synthesize

C4 = 60 - 21


def decode_notes(heard, rules=None):
    return to_notes(heard, decode_spans(heard, rules or NoteRules()))


def activations(length=200, *, sounding=(), onsets=()):
    """Sounding spans as (start, end, key, likelihood), onsets as (frame, key, likelihood)."""
    heard = NoteActivations(np.zeros((length, KEYS), np.float32), np.zeros((length, KEYS), np.float32))
    for start, end, key, likelihood in sounding:
        heard.frames[start:end, key] = likelihood
    for frame, key, likelihood in onsets:
        heard.onsets[frame, key] = likelihood
    return heard


def spans(notes):
    return [
        (round(note.onset_s * FRAME_RATE_HZ), round(note.offset_s * FRAME_RATE_HZ), note.midi_pitch - 21)
        for note in notes
    ]


def test_a_note_lasts_from_its_onset_to_where_it_fades():
    [note] = decode_notes(activations(sounding=[(20, 60, C4, 0.8)], onsets=[(20, C4, 0.9)]))
    assert (note.onset_s, note.offset_s) == (pytest.approx(20 * 256 / 22_050), pytest.approx(60 * 256 / 22_050))
    assert (note.midi_pitch, note.velocity, note.bends_semitones) == (60, 102, ())


def test_a_repeated_note_ends_where_it_is_struck_again():
    heard = activations(sounding=[(20, 100, C4, 0.8)], onsets=[(20, C4, 0.9), (60, C4, 0.9)])
    assert spans(decode_notes(heard)) == [(20, 60, C4), (60, 100, C4)]


@pytest.mark.parametrize(("gap", "notes"), [(10, 1), (11, 2)])
def test_a_note_goes_on_across_short_gaps_only(gap, notes):
    sounding = [(20, 60, C4, 0.8), (60 + gap, 100, C4, 0.8)]
    heard = activations(sounding=sounding, onsets=[(20, C4, 0.9)])
    assert len(decode_notes(heard, NoteRules(onset_threshold=0.95, with_leftovers=True))) == notes


def test_a_note_begins_at_its_onset_even_where_it_is_heard_a_little_later():
    sounding = [(25, 60, C4, 0.4), (100, 140, 70, 1.0)]
    heard = activations(sounding=sounding, onsets=[(22, C4, 0.9), (100, 70, 0.9)])
    assert spans(decode_notes(heard)) == [(22, 60, C4), (100, 140, 70)]


def test_a_sudden_rise_is_an_onset_too():
    """It is as likely as the greatest onset, here on another key, where it is the greatest rise."""
    sounding = [(20, 60, C4, 0.8), (100, 140, 70, 0.8)]
    heard = activations(sounding=sounding, onsets=[(20, C4, 0.9)])
    assert len(decode_notes(heard)) == 2


@pytest.mark.parametrize("frames_side_by_side", [1, 2, 3])
def test_a_lone_note_is_heard_however_long_its_onset_stays_equally_likely(frames_side_by_side):
    """Scaled to the greatest onset, the greatest rise of a lone note is as likely exactly, often one frame later."""
    onsets = [(20 + step, C4, 0.9) for step in range(frames_side_by_side)]
    assert spans(decode_notes(activations(sounding=[(20, 60, C4, 0.8)], onsets=onsets))) == [(20, 60, C4)]
    rising_later = activations(sounding=[(21, 60, C4, 0.8)], onsets=[(20, C4, 0.9)])
    assert spans(decode_notes(rising_later)) == [(20, 60, C4)]


def test_a_note_may_begin_with_the_sound_and_end_with_it():
    heard = activations(100, sounding=[(0, 40, C4, 0.8), (60, 100, 70, 0.8)], onsets=[(0, C4, 0.9), (60, 70, 0.9)])
    assert spans(decode_notes(heard)) == [(0, 40, C4), (60, 99, 70)]


@pytest.mark.parametrize(("length", "kept"), [(8, False), (9, True)])
def test_notes_shorter_than_the_least_are_dropped(length, kept):
    """100 ms are 8.6 frames of 11.6 ms."""
    heard = activations(sounding=[(20, 20 + length, C4, 0.8)], onsets=[(20, C4, 0.9)])
    assert bool(decode_notes(heard)) is kept


def test_thresholds_are_the_least_that_counts():
    heard = activations(sounding=[(20, 60, C4, 0.4)], onsets=[(20, C4, 0.6)])
    assert decode_notes(heard, NoteRules(onset_threshold=0.6 - 1e-6, frame_threshold=0.4 - 1e-6))
    assert not decode_notes(heard, NoteRules(onset_threshold=0.61))
    assert not decode_notes(heard, NoteRules(frame_threshold=0.41))


def test_sound_without_an_onset_becomes_a_note_only_as_a_leftover():
    ramp = activations(sounding=[(20 + step, 60, C4, 0.02 * step) for step in range(30)])
    # The published method leaves out the last frame of what is left over.
    assert spans(decode_notes(ramp, NoteRules(frame_threshold=0.31, with_leftovers=True))) == [(36, 59, C4)]
    assert decode_notes(ramp) == []


def test_keys_outside_the_range_are_not_looked_at():
    sounding = [(20, 60, key, 0.8) for key in (10, C4, 70)]
    heard = activations(sounding=sounding, onsets=[(20, key, 0.9) for key in (10, C4, 70)])
    assert len(decode_notes(heard)) == 3
    [note] = decode_notes(heard, NoteRules(lowest_hz=261.6, highest_hz=261.6))
    assert note.midi_pitch == 60


def test_bends_follow_the_contour_around_the_key():
    """A bin is a third of a semitone; between two equal bins lies a sixth."""
    heard = activations(sounding=[(20, 50, C4, 0.8)], onsets=[(20, C4, 0.9)])
    contours = np.zeros((200, KEYS * CONTOUR_BINS_PER_SEMITONE), np.uint8)
    contours[20:30, 3 * C4 + 1] = 255
    contours[30:40, 3 * C4 + 5] = 255
    contours[40:45, 3 * C4 - 1 : 3 * C4 + 1] = 255
    [note] = decode_notes(NoteActivations(heard.frames, heard.onsets, contours))
    expected = [0] * 10 + [4 / 3] * 10 + [-0.5] * 5 + [0] * 5
    np.testing.assert_allclose(note.bends_semitones, expected, atol=1e-3)


@pytest.mark.parametrize("length", [0, 1, 2, 3])
def test_the_shortest_sounds_have_no_notes(length):
    assert decode_notes(activations(length)) == []


def level_peaks(curves, axis):
    """Return the peaks of columns, level ones by their first row, as if all were zero before and after."""
    assert axis == 0
    padded = np.pad(curves, ((1, 1), (0, 0)))
    return (
        np.array(
            [
                (at, column)
                for column in range(curves.shape[1])
                for at in scipy.signal.find_peaks(padded[:, column], plateau_size=1)[1]["left_edges"] - 1
            ],
            int,
        )
        .reshape(-1, 2)
        .T
    )


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """It loses peaks that are level or lie at an end: it is given them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scipy.signal.argrelmax", lambda curves, axis: tuple(level_peaks(curves, axis)))
        yield published_decoder(tmp_path_factory.mktemp("published"))


def spans_of(heard, **rules):
    spans = decode_spans(heard, NoteRules(minimum_note_s=12 / FRAME_RATE_HZ, **rules))
    return sorted((span.start, span.end, span.key) for span in spans)


@pytest.mark.parametrize("with_leftovers", chosen([False, True], usual=[True]))
def test_with_the_published_parameters_the_notes_are_those_of_the_published_decoder(
    published, note_model, with_leftovers
):
    """It keeps notes of more than eleven frames; likelihoods are the model's, of nine pieces."""
    sounds = [render([compose(instrument, 50)]) for instrument in ("piano", "guitar", "bass", "strings", "winds")]
    sounds += [synthesize(chords(seed), 44_100, slope=1) for seed in (0, 1)]
    sounds.append(render([compose(instrument, 51) for instrument in ("piano", "bass", "winds")]))
    sounds.append(np.random.default_rng(0).standard_normal((1, 300_000)).astype(np.float32) * 0.1)
    count = 0
    for sound in sounds:
        heard = note_model.predict([sound], 44_100)
        expected = published(heard.frames, heard.onsets, with_leftovers=with_leftovers)
        assert spans_of(heard, with_leftovers=with_leftovers) == expected
        count += len(expected)
    print(f"{count} notes alike")
    assert count > 700


@settings(max_examples=30)
@given(seed=st.integers(0, 2**32 - 1), length=st.integers(3, 90), with_leftovers=st.booleans())
def test_they_are_so_for_any_likelihoods(published, seed, length, with_leftovers):
    """Sparse ones, smoothed a little over time, so that notes of all lengths come out."""
    rng = np.random.default_rng(seed)
    frames, onsets = rng.random((2, length, KEYS)).astype(np.float32) ** 3
    frames[1:] = (frames[1:] + frames[:-1]) / 2
    expected = published(frames, onsets, with_leftovers=with_leftovers)
    assert spans_of(NoteActivations(frames, onsets), with_leftovers=with_leftovers) == expected


def test_decoding_can_be_stopped_anywhere():
    """A minute of likelihoods with an onset at every fourth frame of every other key: every step asks."""
    frames = np.full((5_200, KEYS), 0.5, np.float32)
    onsets = np.zeros((5_200, KEYS), np.float32)
    onsets[1::4, ::2] = 0.9
    heard, asked = NoteActivations(frames, onsets), []
    decode_spans(heard, NoteRules(minimum_note_s=0.012, with_leftovers=True), lambda: asked.append(None))
    assert len(asked) > 20

    class Stopped(Exception):
        pass

    def stop():
        asked.append(None)
        if len(asked) == 5:
            raise Stopped

    asked.clear()
    with pytest.raises(Stopped):
        decode_spans(heard, NoteRules(), stop)


likelihoods = arrays(np.float32, (40, KEYS), elements=st.sampled_from([0, 0, 0, 0.25, 0.5, 0.75, 1]))


@settings(max_examples=60)
@given(likelihoods, likelihoods, st.booleans())
def test_promises_that_hold_for_any_likelihoods(frames, onsets, with_leftovers):
    rules = NoteRules(lowest_hz=100, highest_hz=1_000, with_leftovers=with_leftovers)
    before = frames.copy(), onsets.copy()
    notes = decode_notes(NoteActivations(frames, onsets), rules)
    assert notes == sorted(notes, key=lambda note: (note.onset_s, note.midi_pitch))
    ends: dict[int, float] = {}
    for note in notes:
        assert note.offset_s - note.onset_s >= 9 / FRAME_RATE_HZ - 1e-9
        assert 0 <= note.onset_s < note.offset_s <= 40 / FRAME_RATE_HZ
        assert 100 <= 440 * 2 ** ((note.midi_pitch - 69) / 12) <= 1_000
        assert 1 <= note.velocity <= 127
        assert note.onset_s >= ends.get(note.midi_pitch, 0.0)
        ends[note.midi_pitch] = note.offset_s
    np.testing.assert_array_equal(frames, before[0])
    np.testing.assert_array_equal(onsets, before[1])
