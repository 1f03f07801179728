"""The weights of the models, which the first run fetches."""

from pathlib import Path

import pytest
from benchmarks.support.weights import models_dir

from audiostudio.engines.weights.store import ModelStore


@pytest.fixture(scope="session")
def weights_dir() -> Path:
    """Give the folder of model weights, kept between runs; the first run fetches them."""
    folder = models_dir()
    store = ModelStore(folder)
    for state in store.list():
        if not state.model.on_demand:
            store.pull(state.model.name)
    return folder
