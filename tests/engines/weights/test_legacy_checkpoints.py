"""Old checkpoints are read to the last bit, and nothing in them is run."""

import os
import pickle
from collections import OrderedDict

import numpy as np
import pytest
import torch

from audiostudio.engines.weights.errors import CheckpointError
from audiostudio.engines.weights.legacy_checkpoints import read_legacy_torch_checkpoint


def saved(path, value):
    torch.save(value, path, _use_new_zipfile_serialization=False)
    return path


def test_tensors_that_share_a_storage_are_read(tmp_path):
    whole = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)
    state = OrderedDict(whole=whole, part=whole[1], bias=torch.tensor([0.5]))
    path = saved(tmp_path / "a.pt", {"step": 3, "model_state": state, "more": [1, "two"]})
    weights = read_legacy_torch_checkpoint(path, "model_state")
    assert {name: array.shape for name, array in weights.items()} == {"whole": (2, 3, 4), "part": (3, 4), "bias": (1,)}
    for name, tensor in state.items():
        np.testing.assert_array_equal(weights[name], tensor.numpy())


class Evil:
    def __init__(self, path):
        self.path = str(path)

    def __reduce__(self):
        return os.mkdir, (self.path,)


def test_a_program_in_the_file_is_refused_and_not_run(tmp_path):
    path = saved(tmp_path / "a.pt", {"model_state": Evil(tmp_path / "canary")})
    with pytest.raises(CheckpointError, match=r"wants to run posix\.mkdir"):
        read_legacy_torch_checkpoint(path, "model_state")
    assert not (tmp_path / "canary").exists()


@pytest.mark.parametrize(
    "value",
    [
        {"model_state": {"a": torch.zeros(2, dtype=torch.int64)}},
        {"model_state": {"a": torch.zeros(2, 3).T}},
        {"model_state": {"a": 1.0}},
        {"other": {}},
        [1, 2],
    ],
    ids=["integers", "transposed", "no tensor", "no entry", "a list"],
)
def test_other_contents_are_refused(tmp_path, value):
    with pytest.raises(CheckpointError):
        read_legacy_torch_checkpoint(saved(tmp_path / "a.pt", value), "model_state")


@pytest.mark.parametrize("content", [b"", b"\x80", pickle.dumps(1), b"PK\x03\x04"])
def test_other_files_are_refused(tmp_path, content):
    path = tmp_path / "a.pt"
    path.write_bytes(content)
    with pytest.raises(CheckpointError):
        read_legacy_torch_checkpoint(path, "model_state")


def test_a_file_cut_short_is_refused(tmp_path):
    path = saved(tmp_path / "a.pt", {"model_state": {"a": torch.zeros(100)}})
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(CheckpointError):
        read_legacy_torch_checkpoint(path, "model_state")
