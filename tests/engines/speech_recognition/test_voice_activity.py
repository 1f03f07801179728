"""Speech is found where it is, whatever the blocks it comes in."""

from itertools import pairwise

import numpy as np
import pytest
import soxr
from faster_whisper.vad import get_speech_timestamps, get_vad_model

from audiostudio.engines.speech_recognition.voice_activity import RATE_HZ, SpeechLikelihood, speech_pieces
from tests.speech_samples import KOKORO_RATE_HZ, said_by


@pytest.fixture(scope="module")
def sound() -> np.ndarray:
    """Give four sentences and a second of silence: a pause that the end cuts off is speech to the package."""
    return np.pad(soxr.resample(said_by("af_heart").sound, KOKORO_RATE_HZ, RATE_HZ), (0, RATE_HZ))


def test_likelihoods_of_a_stream_are_those_of_the_whole(sound):
    """The whole is heard by the package that brings the network, with its own code."""
    padded = np.pad(sound, (0, -sound.size % 512))
    likelihood = SpeechLikelihood()
    parts = [likelihood.process(padded[start : start + 7 * 512]) for start in range(0, padded.size, 7 * 512)]
    np.testing.assert_allclose(np.concatenate(parts), get_vad_model()(padded).reshape(-1), atol=1e-5)


@pytest.mark.parametrize("frames", [997, 160_000])
def test_pieces_are_those_of_the_package(sound, frames):
    expected = get_speech_timestamps(sound, min_silence_duration_ms=600, speech_pad_ms=300, min_speech_duration_ms=250)
    pieces = list(speech_pieces((sound[start : start + frames] for start in range(0, sound.size, frames)), 29))
    assert [(piece.start, piece.end) for piece in pieces] == [(one["start"], one["end"]) for one in expected]
    for piece in pieces:
        np.testing.assert_array_equal(piece.samples, sound[piece.start : piece.end])


def test_long_speech_is_cut_without_loss_or_overlap(sound):
    without_pauses = np.concatenate([piece.samples[4_800:-4_800] for piece in speech_pieces([sound], 29)])
    pieces = list(speech_pieces([without_pauses], 3))
    assert len(pieces) >= without_pauses.size / RATE_HZ / 3
    assert all(piece.samples.size <= 3 * RATE_HZ for piece in pieces)
    assert all(one.end <= other.start for one, other in pairwise(pieces))
    assert sum(piece.samples.size for piece in pieces) > 0.95 * without_pauses.size
