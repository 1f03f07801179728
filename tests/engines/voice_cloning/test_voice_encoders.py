"""A voice is near to itself, whatever it says and however loud, and far from others, for both encoders."""

from pathlib import Path

import numpy as np
import pytest
import soxr

from audiostudio.engines.speech_recognition.speaker_encoder import RATE_HZ, SpeakerEncoder
from audiostudio.engines.voice_cloning.second_encoder import SecondEncoder
from audiostudio.engines.weights.store import ModelStore
from tests.support.speech_samples import KOKORO_RATE_HZ, VOICES, novel, said_by


@pytest.fixture(scope="module", params=[SpeakerEncoder, SecondEncoder], ids=lambda kind: kind.model)
def encoder(weights_dir: Path, request: pytest.FixtureRequest) -> SpeakerEncoder | SecondEncoder:
    return request.param(ModelStore(weights_dir).pull(request.param.model))


def halves(voice: str) -> tuple[np.ndarray, np.ndarray]:
    """Return two sentences by a voice, and two others."""
    sound = soxr.resample(said_by(voice).sound, KOKORO_RATE_HZ, RATE_HZ)
    return sound[: sound.size // 2], sound[sound.size // 2 :]


def test_a_voice_is_nearer_to_itself_than_to_any_other(encoder):
    voices = {voice: [encoder.embed(half) for half in halves(voice)] for voice in VOICES}
    same = [float(one @ other) for one, other in voices.values()]
    different = [
        float(one @ other) for a in VOICES for b in VOICES if a < b for one in voices[a] for other in voices[b]
    ]
    print(f"same voice {min(same):.2f} and more, different voices {max(different):.2f} and less")
    assert min(same) > 0.9
    # The voices are a network's, whose noise differs between processors: .67 to .72 were seen.
    assert max(different) < 0.75


def test_a_recorded_voice_is_known_again(encoder):
    sound = soxr.resample(novel().sound, novel().sample_rate_hz, RATE_HZ)
    assert encoder.embed(sound[: 20 * RATE_HZ]) @ encoder.embed(sound[20 * RATE_HZ :]) > 0.9


@pytest.mark.parametrize("frames", [1, 8_000, 25_600, 100_000])
def test_embeddings_are_unit_vectors_and_know_no_level(encoder, frames):
    sound = halves("am_adam")[0][:frames]
    voice = encoder.embed(sound)
    assert voice.shape == (256,)
    assert np.linalg.norm(voice) == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(encoder.embed(0.05 * sound), voice, atol=1e-2)


def test_silence_and_nothing_are_answered(encoder):
    for size in (0, 100, 40_000):
        assert np.isfinite(encoder.embed(np.zeros(size, np.float32))).all()
