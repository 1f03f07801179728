"""The mark leaves speech as it sounds: its length, its silence, its level; and it is the same however sound comes."""

from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pesq import pesq

from audiostudio.audio.dsp.resample import Resampler
from audiostudio.audio.dsp.stream import process_all
from audiostudio.audio.speech.watermark import BANDS, SLOTS, Watermark, pattern
from tests.support.speech_samples import VOICES, said_by

LONGEST_WAIT_S = 0.05


def test_the_pattern_is_the_one_that_published_sounds_carry():
    signs = pattern()
    assert signs.shape == (SLOTS, BANDS)
    assert set(np.unique(signs)) == {-1.0, 1.0}
    assert (
        sha256((signs > 0).tobytes()).hexdigest() == "ab5b7377af939684b3be1dae84152df5150e3c6236bc55b176e4c44e4351345e"
    )


@settings(max_examples=30)
@given(
    lengths=st.lists(st.integers(0, 9_000), min_size=1, max_size=8),
    rate_hz=st.sampled_from([16_000, 22_050, 24_000, 44_100, 48_000]),
)
def test_sound_in_any_pieces_gets_the_same_mark_soon(lengths, rate_hz):
    sound = np.random.default_rng(0).normal(0, 0.1, (1, sum(lengths))).astype(np.float32)
    at_once = process_all(sound, Watermark(rate_hz))
    mark, pieces, given_frames, got_frames = Watermark(rate_hz), [], 0, 0
    for length in lengths:
        pieces.append(mark.process(sound[:, given_frames : given_frames + length]))
        given_frames += length
        got_frames += pieces[-1].shape[1]
        assert given_frames - got_frames <= LONGEST_WAIT_S * rate_hz
    pieces.append(mark.finish())
    np.testing.assert_array_equal(np.concatenate(pieces, axis=1), at_once)
    assert at_once.shape == sound.shape


@pytest.mark.parametrize("voice", VOICES)
def test_speech_keeps_its_level_and_sounds_as_it_did(voice):
    speech = said_by(voice)
    marked = process_all(speech.sound[None], Watermark(speech.sample_rate_hz))[0]
    power, change = np.mean(speech.sound**2), np.mean((marked - speech.sound) ** 2)
    assert 10 * np.log10(np.mean(marked**2) / power) == pytest.approx(0, abs=0.25)
    # What changes every level by 1.5 dB changes the sound by 10^(1.5 / 20) - 1, which is 14.5 dB less.
    assert -24 < 10 * np.log10(change / power) < -14.5
    # Of at most 4.64; the best codecs for speech reach 4.
    unmarked_16k, marked_16k = (
        process_all(sound[None], Resampler(speech.sample_rate_hz, 16_000, channels=1))[0]
        for sound in (speech.sound, marked)
    )
    assert pesq(16_000, unmarked_16k, marked_16k, "wb") > 4.3


def test_silence_stays_silent_and_the_mark_ends_with_the_sound():
    speech = said_by(VOICES[0])
    pause = np.zeros(speech.sample_rate_hz, np.float32)
    marked = process_all(np.concatenate([pause, speech.sound, pause])[None], Watermark(speech.sample_rate_hz))[0]
    assert not marked[: pause.size].any()
    assert not marked[-pause.size :].any()
    assert not process_all(pause[None], Watermark(speech.sample_rate_hz)).any()


def test_what_lies_beside_the_marked_bands_is_untouched():
    rate_hz = 48_000
    tones = sum(np.sin(2 * np.pi * hz * np.arange(rate_hz) / rate_hz) for hz in (50, 9_000, 15_000))
    sound = (0.1 * tones)[None].astype(np.float32)
    np.testing.assert_allclose(
        process_all(sound, Watermark(rate_hz))[:, 4_800:-4_800], sound[:, 4_800:-4_800], atol=1e-4
    )
