"""Where tests and benchmarks keep the models' weights between runs."""

import os
from pathlib import Path

import platformdirs


def models_dir() -> Path:
    """Return the folder; it may not be there yet."""
    kept = os.environ.get("AUDIOSTUDIO_MODELS_DIR")
    return Path(kept) if kept else Path(platformdirs.user_cache_dir("audiostudio", appauthor=False)) / "models"
