"""Reads weights that PyTorch saved before 2020, without running what is in them.

Such a file is a row of pickles: three with facts about the file, one with the saved object, whose tensors only name
their storages, and one that lists the storages; then come the storages' values. As in `checkpoints`, the reader knows
the few words that tensors of plain numbers are made of, each replaced by a stand-in; anything else is refused.
"""

import pickle
import struct
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from audiostudio.engines.weights.checkpoints import Weights
from audiostudio.engines.weights.errors import CheckpointError

_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001
_LARGEST_STORAGE = 1 << 28


@dataclass(frozen=True)
class _Storage:
    """Stands in for a storage of 32-bit floats: its name in the file."""

    key: str


@dataclass(frozen=True)
class _Tensor:
    """Stands in for a tensor: a view of a storage."""

    storage: _Storage
    offset: int
    shape: tuple[int, ...]

    def values(self, storages: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float32]:
        size = int(np.prod(self.shape, dtype=np.int64))
        return storages[self.storage.key][self.offset : self.offset + size].reshape(self.shape)


class _FloatStorage:
    """Stands in for the type of storages of 32-bit floats."""


def _rebuild_tensor(storage: Any, offset: Any, shape: Any, strides: Any, *_: Any) -> _Tensor:
    is_known = isinstance(storage, _Storage) and all(isinstance(size, int) and size >= 0 for size in shape)
    contiguous = tuple(int(np.prod(shape[place + 1 :], dtype=np.int64)) for place in range(len(shape)))
    if not (is_known and isinstance(offset, int) and offset >= 0 and strides == contiguous):
        raise CheckpointError("the checkpoint holds a tensor of a kind that is not expected")
    return _Tensor(storage, offset, shape)


class _TensorUnpickler(pickle.Unpickler):
    _WORDS: Mapping[tuple[str, str], Any] = {
        ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor,
        ("torch", "FloatStorage"): _FloatStorage,
        ("collections", "OrderedDict"): OrderedDict,
    }

    def find_class(self, module_name: str, global_name: str) -> Any:
        try:
            return self._WORDS[module_name, global_name]
        except KeyError:
            raise CheckpointError(f"the checkpoint wants to run {module_name}.{global_name}") from None

    def persistent_load(self, pid: Any) -> _Storage:
        kind, storage_type, key, _, _, view = pid
        if kind != "storage" or storage_type is not _FloatStorage or not isinstance(key, str) or view is not None:
            raise CheckpointError("the checkpoint refers to something that is not expected")
        return _Storage(key)


def read_legacy_torch_checkpoint(path: Path, entry: str) -> Weights:
    """Read the dictionary of float32 tensors that stands under ``entry`` in what ``torch.save`` wrote.

    Raises:
        CheckpointError: the file is something else, or holds anything but tensors by name there.
    """
    try:
        with path.open("rb") as file:
            magic, protocol, _ = (_TensorUnpickler(file).load() for _ in range(3))
            if (magic, protocol) != (_MAGIC, _PROTOCOL):
                raise CheckpointError(f"{path.name} is no checkpoint of the older kind")
            saved = _TensorUnpickler(file).load()
            storages = {key: _read_storage(file) for key in _TensorUnpickler(file).load()}
        tensors = saved[entry]
        if not all(isinstance(name, str) and isinstance(tensor, _Tensor) for name, tensor in tensors.items()):
            raise CheckpointError(f"{path.name} is not a dictionary of tensors")
        return {name: tensor.values(storages) for name, tensor in tensors.items()}
    except CheckpointError:
        raise
    except Exception as error:  # a hostile pickle can make the machine that reads it raise anything
        raise CheckpointError(f"{path.name} is not a checkpoint of tensors: {error}") from error


def _read_storage(file: IO[bytes]) -> NDArray[np.float32]:
    (count,) = struct.unpack("<q", file.read(8))
    if not 0 <= count <= _LARGEST_STORAGE:
        raise CheckpointError("the checkpoint holds a storage of an impossible size")
    return np.frombuffer(file.read(4 * count), "<f4", count)
