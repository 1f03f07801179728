"""The first encoder is the published network; what both encoders have to do is in test_voice_encoders.py."""

from pathlib import Path

import numpy as np
import pytest
import torch

from audiostudio.engines.speech_recognition.speaker_encoder import speaker_network
from audiostudio.engines.weights.checkpoints import read_safetensors
from audiostudio.engines.weights.store import ModelStore


@pytest.fixture(scope="module")
def weights_path(weights_dir: Path) -> Path:
    return ModelStore(weights_dir).pull("speaker-encoder")


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
