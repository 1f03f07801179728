"""Real voices for the tests of the engines, loaded once."""

from pathlib import Path

import pytest

from audiostudio.engines.speech_synthesis.kokoro import Kokoro
from audiostudio.engines.weights.checkpoints import Weights, read_safetensors
from audiostudio.engines.weights.store import ModelStore


@pytest.fixture(scope="session")
def kokoro(weights_dir: Path) -> Kokoro:
    """Give the network on its published weights."""
    return Kokoro(ModelStore(weights_dir).pull("kokoro-82m"))


@pytest.fixture(scope="session")
def styles(weights_dir: Path) -> Weights:
    """Give the published voices."""
    return read_safetensors(ModelStore(weights_dir).pull("kokoro-voices"))
