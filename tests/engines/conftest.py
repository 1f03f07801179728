"""Real weights for the tests of the engines."""

from pathlib import Path

import pytest

from audiostudio.engines.separation.spleeter import SpleeterSeparator
from audiostudio.engines.weights.store import ModelStore


@pytest.fixture(scope="session")
def spleeter(weights_dir: Path) -> SpleeterSeparator:
    """Give the separator on its published weights."""
    return SpleeterSeparator(ModelStore(weights_dir).pull("spleeter:2stems"))
