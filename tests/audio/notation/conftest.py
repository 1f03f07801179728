"""The note model on its published weights, whose likelihoods the decoder's tests use."""

from pathlib import Path

import pytest

from audiostudio.engines.music_transcription.note_model import NoteModel
from audiostudio.engines.weights.store import ModelStore


@pytest.fixture(scope="session")
def note_model(weights_dir: Path) -> NoteModel:
    return NoteModel(ModelStore(weights_dir).pull("basic-pitch"))
