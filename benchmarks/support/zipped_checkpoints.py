"""Reads weights that PyTorch saved since 2020, a zip of a pickle and raw storages, without running what is in them."""

import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiostudio.engines.weights.checkpoints import CheckpointError, Weights

_KINDS = {"FloatStorage": "<f4", "LongStorage": "<i8"}


def read_zipped_checkpoint(path: Path, prefix: str) -> Weights:
    """Return the float32 tensors whose names begin with ``prefix``, of a state or of the first of a tuple of objects.

    Raises:
        CheckpointError: the file wants anything but tensors and plain numbers.
    """
    with zipfile.ZipFile(path) as archive:
        [program] = [name for name in archive.namelist() if name.endswith("/data.pkl")]
        with archive.open(program) as stream:
            saved = _Unpickler(stream, archive, program.removesuffix("data.pkl")).load()
    state = saved[0] if isinstance(saved, tuple) else saved
    return {
        name: tensor for name, tensor in state.items() if name.startswith(prefix) and tensor.dtype == np.dtype("<f4")
    }


class _Unpickler(pickle.Unpickler):
    def __init__(self, stream: Any, archive: zipfile.ZipFile, root: str) -> None:
        super().__init__(stream)
        self._archive, self._root = archive, root

    def persistent_load(self, pid: Any) -> NDArray[Any]:
        kind, storage_type, key, *_ = pid
        if kind != "storage" or storage_type not in _KINDS or not str(key).isdecimal():
            raise CheckpointError("the checkpoint refers to something that is not expected")
        return np.frombuffer(self._archive.read(f"{self._root}data/{key}"), _KINDS[storage_type])

    def find_class(self, module_name: str, global_name: str) -> Any:
        if module_name == "torch" and global_name in _KINDS:
            return global_name
        try:
            return _WORDS[module_name, global_name]
        except KeyError:
            raise CheckpointError(f"the checkpoint wants to run {module_name}.{global_name}") from None


def _rebuild_tensor(storage: Any, offset: Any, shape: Any, strides: Any, *_: Any) -> NDArray[Any]:
    contiguous = tuple(int(np.prod(shape[place + 1 :], dtype=np.int64)) for place in range(len(shape)))
    if not isinstance(storage, np.ndarray) or strides != contiguous:
        raise CheckpointError("the checkpoint holds a tensor of a kind that is not expected")
    tensor: NDArray[Any] = storage[offset : offset + int(np.prod(shape, dtype=np.int64))].reshape(shape)
    return tensor


class _Dtype:
    """Stands in for ``numpy.dtype``."""

    def __init__(self, code: str, *_: object) -> None:
        self.code = code

    def __setstate__(self, state: object) -> None:
        """Take the byte order, which is little-endian in every file that was seen."""


def _scalar(dtype: _Dtype, raw: bytes) -> Any:
    return np.frombuffer(raw, f"<{dtype.code}")[0]


def _encode(text: str, encoding: str) -> bytes:
    if encoding != "latin1":
        raise CheckpointError(f"the checkpoint asks for the encoding {encoding!r}")
    return text.encode("latin1")


_WORDS: Mapping[tuple[str, str], Any] = {
    ("torch._utils", "_rebuild_tensor_v2"): _rebuild_tensor,
    ("collections", "OrderedDict"): OrderedDict,
    ("numpy.core.multiarray", "scalar"): _scalar,
    ("numpy", "dtype"): _Dtype,
    ("_codecs", "encode"): _encode,
}
