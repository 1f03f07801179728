"""A voice is near to itself, whatever it says and however loud, and far from others."""

from pathlib import Path

import numpy as np
import pytest
import soxr
import torch

from audiostudio.engines.speech.speaker_encoder import RATE_HZ, SpeakerEncoder, speaker_network
from audiostudio.engines.weights.checkpoints import read_safetensors
from audiostudio.engines.weights.store import ModelStore
from tests.speech_samples import KOKORO_RATE_HZ, VOICES, said_by


@pytest.fixture(scope="module")
def weights_path(weights_dir: Path) -> Path:
    return ModelStore(weights_dir).pull("speaker-encoder")


@pytest.fixture(scope="module")
def encoder(weights_path: Path) -> SpeakerEncoder:
    return SpeakerEncoder(weights_path)


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
    assert min(same) > 0.8
    assert max(different) < 0.7


@pytest.mark.parametrize("frames", [1, 8_000, 25_600, 100_000])
def test_embeddings_are_unit_vectors_and_know_no_level(encoder, frames):
    sound = halves("am_adam")[0][:frames]
    voice = encoder.embed(sound)
    assert voice.shape == (256,)
    assert np.linalg.norm(voice) == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(encoder.embed(0.05 * sound), voice, atol=1e-3)


def test_the_network_is_the_published_one(weights_path):
    """PyTorch's own LSTM with the same weights says the same."""
    import onnxruntime

    weights = read_safetensors(weights_path)
    lstm = torch.nn.LSTM(40, 256, 3, batch_first=False)
    lstm.load_state_dict({name[5:]: torch.tensor(array) for name, array in weights.items() if name[:5] == "lstm."})
    spectra = np.random.default_rng(0).random((160, 8, 40), np.float32)
    with torch.no_grad():
        linear = torch.nn.functional.linear(
            lstm(torch.tensor(spectra))[0], *(torch.tensor(weights[f"linear.{name}"]) for name in ("weight", "bias"))
        )
    (voices,) = onnxruntime.InferenceSession(speaker_network(weights)).run(None, {"spectra": spectra})
    np.testing.assert_allclose(voices, torch.relu(linear).numpy(), atol=1e-5)
