"""Reads Hybrid Transformer Demucs as published, without running what is in the file.

A published ``.th`` file is a pickle of the network's class, the arguments it was made with and its weights, beside
notes on its training. torch's restricted reader takes it with a few words more than plain tensors, most of which stand
for nothing: the class is only known by its name here, and training notes are forgotten.
"""

import inspect
import json
import pickle
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiostudio.engines.weights.errors import CheckpointError

if TYPE_CHECKING:
    from torch import nn

_CLASS = "demucs.htdemucs.HTDemucs"


class _NetworkClass:
    """Stands in for the network's class, which must not be called by a file."""

    def __init__(self, *_: object) -> None:
        raise CheckpointError("the checkpoint wants to make a network by itself")


class _Note:
    """Stands in for numbers of the training's notes."""

    def __init__(self, *_: object) -> None:
        pass

    def __setstate__(self, state: object) -> None:
        pass


def read_demucs(path: Path) -> "nn.Module":
    """Return the network of a ``.th`` package or of a safetensors file with the same in its metadata.

    Raises:
        CheckpointError: the file is something else, or wants more than a Hybrid Transformer Demucs.
    """
    from demucs.htdemucs import HTDemucs

    klass, args, kwargs, state = _read_safetensors(path) if path.suffix == ".safetensors" else _read_package(path)
    if klass != _CLASS:
        raise CheckpointError(f"{path.name} is a {klass}, not a {_CLASS}")
    known = inspect.signature(HTDemucs).parameters
    try:
        # Older packages name arguments that were for the training; the library leaves them out as well.
        network: nn.Module = HTDemucs(*args, **{name: value for name, value in kwargs.items() if name in known})
        network.load_state_dict(state)
    except Exception as error:  # whatever a network makes of arguments that do not fit
        raise CheckpointError(f"{path.name} does not fit the network: {error}") from error
    return network


def _read_package(path: Path) -> tuple[str, Sequence[Any], Mapping[str, Any], Mapping[str, Any]]:
    import torch

    words: list[Callable[..., Any] | tuple[Callable[..., Any], str]] = [
        (_NetworkClass, _CLASS),
        (Fraction, "fractions.Fraction"),
        *((_Note, name) for name in ("numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar", "numpy.dtype")),
    ]
    try:
        with torch.serialization.safe_globals(words):
            package = torch.load(path, "cpu", weights_only=True)
        klass = _CLASS if package["klass"] is _NetworkClass else str(package["klass"])
        return klass, tuple(package["args"]), dict(package["kwargs"]), package["state"]
    except CheckpointError:
        raise
    except (pickle.UnpicklingError, RuntimeError, ValueError, KeyError, TypeError, EOFError, OSError) as error:
        raise CheckpointError(f"{path.name} is no package of Demucs: {error}") from error


def _read_safetensors(path: Path) -> tuple[str, Sequence[Any], Mapping[str, Any], Mapping[str, Any]]:
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            said = file.metadata() or {}
            state = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - not a dictionary
        args, kwargs = (_with_fractions(json.loads(said[name])) for name in ("args", "kwargs"))
        return said["klass"], tuple(args), dict(kwargs), state
    except (SafetensorError, ValueError, KeyError, TypeError, OSError) as error:
        raise CheckpointError(f"{path.name} is no safetensors file of Demucs: {error}") from error


def _with_fractions(value: Any) -> Any:
    """Turn what stands for a fraction into one, as the library writes them into JSON."""
    if isinstance(value, dict):
        if value.get("_type") == "fraction":
            return Fraction(value["numerator"], value["denominator"])
        return {key: _with_fractions(item) for key, item in value.items()}
    return [_with_fractions(item) for item in value] if isinstance(value, list) else value
