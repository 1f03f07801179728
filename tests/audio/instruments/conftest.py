"""The published sounds that the real instruments are played from."""

from pathlib import Path

import pytest
from benchmarks.support.weights import models_dir

from audiostudio.audio.instruments.playing import SampledPlayers
from audiostudio.engines.weights.store import ModelStore


@pytest.fixture(scope="session")
def sound_files() -> tuple[Path, Path]:
    """Give the SoundFont and the pack of samples, kept between runs; the first run fetches them."""
    store = ModelStore(models_dir())
    return store.pull("soundfont:musescore-general-lite"), store.pull("samples:sonic-pi")


@pytest.fixture(scope="session")
def players(sound_files) -> SampledPlayers:
    """Give the players of the published sounds."""
    return SampledPlayers(*sound_files)
