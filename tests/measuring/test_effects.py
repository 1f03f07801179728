"""The embedding of effects puts like beside like, and reading weights runs nothing."""

import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from benchmarks.support.effect_embedding import effect_embedding
from benchmarks.support.zipped_checkpoints import read_zipped_checkpoint

from audiostudio.engines.weights.errors import CheckpointError

RATE_HZ = 44_100


def _noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(2 * RATE_HZ).astype(np.float32)


def test_like_sounds_are_near() -> None:
    bell = sum(np.exp(-np.arange(2 * RATE_HZ) / RATE_HZ * 3) * np.sin(f * np.arange(2 * RATE_HZ)) for f in (0.1, 0.23))
    noise, other_noise, tone = (effect_embedding(sound, RATE_HZ) for sound in (_noise(1), _noise(2), bell))
    assert noise.shape == (512,)
    assert np.linalg.norm(noise) == pytest.approx(1, abs=1e-5)
    assert noise @ other_noise > 0.97
    assert noise @ tone < 0.8


def test_level_and_rate_do_not_matter() -> None:
    slow = np.repeat(_noise(3)[::4], 4)  # nothing above 11 kHz, so that resampling loses little
    import soxr

    moved = soxr.resample(slow, RATE_HZ, 48_000) * 0.1
    assert effect_embedding(slow, RATE_HZ) @ effect_embedding(moved, 48_000) > 0.97


def test_weights_that_would_run_something_are_refused(tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.pth"
    with zipfile.ZipFile(hostile, "w") as archive:
        archive.writestr("checkpoint/data.pkl", pickle.dumps({"weight": Path}))
    with pytest.raises(CheckpointError, match="wants to run"):
        read_zipped_checkpoint(hostile, "")
