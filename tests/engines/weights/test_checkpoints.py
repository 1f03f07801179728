"""Checkpoints are read as data: what would run is refused, what is read is exact."""

import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostudio.engines.weights.checkpoints import (
    read_safetensors,
    read_torch_checkpoint,
    write_safetensors,
)
from audiostudio.engines.weights.errors import CheckpointError

RNG = np.random.default_rng(5)
WEIGHTS = {
    "layer.weight": RNG.standard_normal((4, 3, 5, 5)).astype(np.float32),
    "layer.bias": RNG.standard_normal(4).astype(np.float32),
}


def checkpoint(path: Path, content: object, protocol: int = 2) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("weights/data.pkl", pickle.dumps(content, protocol))
        archive.writestr("weights/version", "3\n")
    return path


@pytest.mark.parametrize("protocol", [2, 3, 4])
def test_arrays_come_back_exactly(tmp_path, protocol):
    weights = {**WEIGHTS, "transposed": np.asfortranarray(WEIGHTS["layer.weight"])}
    loaded = read_torch_checkpoint(checkpoint(tmp_path / "w.ckpt", weights, protocol))
    assert loaded.keys() == weights.keys()
    for name, array in weights.items():
        np.testing.assert_array_equal(loaded[name], array)


class Attack:
    def __init__(self, function, *arguments):
        self.reduced = function, arguments

    def __reduce__(self):
        return self.reduced


@pytest.mark.parametrize(
    "attack",
    [
        Attack(os.system, "touch /tmp/audiostudio-canary"),
        Attack(eval, "1"),
        Attack(getattr, "a", "upper"),
        Attack(np.load, "x"),
        np.array([object()], dtype=object),
        np.array([1.0]),
        np.array([1], np.int64),
        "text",
        np.float32(1),
    ],
    ids=["system", "eval", "getattr", "load", "objects", "doubles", "integers", "text", "scalar"],
)
def test_anything_but_plain_floats_is_refused(tmp_path, attack):
    with pytest.raises(CheckpointError):
        read_torch_checkpoint(checkpoint(tmp_path / "w.ckpt", {"a": attack}))
    assert not Path("/tmp/audiostudio-canary").exists()


@settings(max_examples=200)
@given(data=st.data())
def test_damaged_checkpoints_raise_one_error(tmp_path, data):
    content = bytearray(pickle.dumps(WEIGHTS, 2))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with zipfile.ZipFile(tmp_path / "w.ckpt", "w") as archive:
        archive.writestr("weights/data.pkl", bytes(content))
    try:
        loaded = read_torch_checkpoint(tmp_path / "w.ckpt")
    except CheckpointError:
        return
    assert all(array.dtype == np.float32 for array in loaded.values())


@pytest.mark.parametrize("content", [b"", b"PK", bytes(1000)])
def test_what_is_no_checkpoint_is_refused(tmp_path, content):
    (tmp_path / "w.ckpt").write_bytes(content)
    with pytest.raises(CheckpointError):
        read_torch_checkpoint(tmp_path / "w.ckpt")
    with pytest.raises(CheckpointError):
        read_safetensors(tmp_path / "w.ckpt")


def test_safetensors_round_trip_and_equal_bytes(tmp_path):
    write_safetensors(tmp_path / "a", WEIGHTS)
    write_safetensors(tmp_path / "b", dict(reversed(WEIGHTS.items())))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    loaded = read_safetensors(tmp_path / "a")
    assert loaded.keys() == WEIGHTS.keys()
    for name, array in WEIGHTS.items():
        np.testing.assert_array_equal(loaded[name], array)


def test_cut_safetensors_are_refused(tmp_path):
    write_safetensors(tmp_path / "a", WEIGHTS)
    content = (tmp_path / "a").read_bytes()
    for length in (4, 40, len(content) - 4):
        (tmp_path / "b").write_bytes(content[:length])
        with pytest.raises(CheckpointError):
            read_safetensors(tmp_path / "b")
