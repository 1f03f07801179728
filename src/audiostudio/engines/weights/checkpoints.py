"""Reads published weights without running what is in them, and keeps them as safetensors.

A pickle is a program. The reader here knows the few words that a checkpoint of numpy arrays is made of, each replaced
by a stand-in that can only build an array of plain floats; anything else in the file is refused.
"""

import json
import pickle
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiostudio.engines.weights.errors import CheckpointError

Weights = dict[str, NDArray[np.float32]]

_MOST_DIMENSIONS = 8
_ALIGNMENT = 8


class _Dtype:
    """Stands in for ``numpy.dtype``: 32-bit floats, nothing else."""

    def __init__(self, code: str, *_: object) -> None:
        if code != "f4":
            raise CheckpointError(f"the checkpoint holds values of kind {code!r}, not 32-bit floats")

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        if state[1] != "<":
            raise CheckpointError("the checkpoint's values are not little-endian")


class _Array:
    """Stands in for ``numpy.ndarray`` while it is rebuilt."""

    values: NDArray[np.float32]

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        _, shape, dtype, is_fortran, raw = state
        sizes_ok = len(shape) <= _MOST_DIMENSIONS and all(isinstance(size, int) and size >= 0 for size in shape)
        if not (isinstance(dtype, _Dtype) and isinstance(raw, bytes) and sizes_ok):
            raise CheckpointError("the checkpoint holds an array of a kind that is not expected")
        self.values = np.frombuffer(raw, "<f4").reshape(shape, order="F" if is_fortran else "C")


def _reconstruct(*_: object) -> _Array:
    return _Array()


def _encode(text: str, encoding: str) -> bytes:
    if encoding != "latin1":
        raise CheckpointError(f"the checkpoint asks for the encoding {encoding!r}")
    return text.encode("latin1")


class _ArrayUnpickler(pickle.Unpickler):
    _WORDS: Mapping[tuple[str, str], Any] = {
        ("numpy.core.multiarray", "_reconstruct"): _reconstruct,
        ("numpy._core.multiarray", "_reconstruct"): _reconstruct,
        ("numpy", "ndarray"): _Array,
        ("numpy", "dtype"): _Dtype,
        ("_codecs", "encode"): _encode,
    }

    def find_class(self, module_name: str, global_name: str) -> Any:
        try:
            return self._WORDS[module_name, global_name]
        except KeyError:
            raise CheckpointError(f"the checkpoint wants to run {module_name}.{global_name}") from None


def read_torch_checkpoint(path: Path) -> Weights:
    """Read a dictionary of numpy arrays that was saved with ``torch.save``.

    Raises:
        CheckpointError: the file is something else, or holds anything but float32 arrays by name.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if name.endswith("/data.pkl")]
            with archive.open(names[0]) as stream:
                # The class that does the loading admits no callable but the stand-ins above.
                loaded = _ArrayUnpickler(stream).load()
    except CheckpointError:
        raise
    except Exception as error:  # a hostile pickle can make the machine that reads it raise anything
        raise CheckpointError(f"{path.name} is not a checkpoint of arrays: {error}") from error
    if not isinstance(loaded, dict) or not all(
        isinstance(name, str) and isinstance(array, _Array) for name, array in loaded.items()
    ):
        raise CheckpointError(f"{path.name} is not a dictionary of arrays")
    return {name: array.values for name, array in loaded.items()}


def write_safetensors(path: Path, weights: Mapping[str, NDArray[np.float32]]) -> None:
    """Write ``weights`` so that equal weights make equal bytes."""
    header: dict[str, Any] = {}
    position = 0
    for name in sorted(weights):
        array = weights[name]
        header[name] = {
            "dtype": "F32",
            "shape": list(array.shape),
            "data_offsets": [position, position + array.nbytes],
        }
        position += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % _ALIGNMENT)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for name in sorted(weights):
            file.write(np.ascontiguousarray(weights[name], "<f4").tobytes())


def read_safetensors(path: Path) -> Weights:
    """Read float32 weights, mapped into memory and not copied.

    Raises:
        CheckpointError: the file is damaged or holds other types.
    """
    try:
        with path.open("rb") as file:
            (header_bytes,) = struct.unpack("<Q", file.read(8))
            if header_bytes > path.stat().st_size:
                raise CheckpointError(f"{path.name} is cut off")
            header = json.loads(file.read(header_bytes))
        header.pop("__metadata__", None)
        data = np.memmap(path, np.uint8, "r", offset=8 + header_bytes)
        return {name: _tensor(data, entry) for name, entry in header.items()}
    except (ValueError, KeyError, TypeError, AttributeError, struct.error) as error:
        raise CheckpointError(f"{path.name} is no readable safetensors file: {error}") from error


def _tensor(data: NDArray[np.uint8], entry: Mapping[str, Any]) -> NDArray[np.float32]:
    if entry["dtype"] != "F32":
        raise CheckpointError(f"weights of type {entry['dtype']} are not expected")
    start, end = entry["data_offsets"]
    return data[start:end].view("<f4").reshape(entry["shape"])
