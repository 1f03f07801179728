"""Makes RoFormer networks of their published settings and weights."""

import inspect
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiostudio.engines.weights.errors import CheckpointError

if TYPE_CHECKING:
    from torch import nn

# Words of published settings that the classes do not take, and the value at which they change nothing. Anything else
# would make another network of the same weights, silently.
_WITHOUT_EFFECT: Mapping[str, Any] = {
    "linear_transformer_depth": 0,
    "mlp_expansion_factor": 4,
    "skip_connection": False,
    "match_input_audio_length": False,
}
# These concern the training, or how fast the same is computed.
_FOR_THE_TRAINING = frozenset({"use_torch_checkpoint", "sage_attention", "dim_freqs_in", "norm_output"})


def make_roformer(kind: str, settings: Mapping[str, Any], path: Path) -> "nn.Module":
    """Return the network with the weights of a checkpoint or a safetensors file.

    Args:
        kind: ``bs_roformer`` or ``mel_band_roformer``.
        settings: the section ``model`` of its published configuration.
        path: the weights; nothing in them is run.

    Raises:
        CheckpointError: settings or weights do not fit the network.
    """
    if kind == "bs_roformer":
        from bs_roformer import BSRoformer as Network
    else:
        from audiostudio.engines.separation.mel_band_network import MelBandRoformer as Network
    known = inspect.signature(Network).parameters
    foreign = {
        name: value
        for name, value in settings.items()
        if name not in known and name not in _FOR_THE_TRAINING and _WITHOUT_EFFECT.get(name, ...) != value
    }
    if foreign:
        raise CheckpointError(f"the settings ask for what this {kind} does not know: {', '.join(sorted(foreign))}")
    arguments = {
        name: tuple(value) if isinstance(value, list) else value for name, value in settings.items() if name in known
    }
    weights = _read_weights(path)
    try:
        network: nn.Module = Network(**arguments)
        network.load_state_dict(weights)
    except Exception as error:  # whatever a network makes of settings that do not fit
        raise CheckpointError(f"settings and weights do not fit each other: {error}") from error
    return network


def _read_weights(path: Path) -> Mapping[str, Any]:
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        if path.suffix == ".safetensors":
            weights: Mapping[str, Any] = load_file(path)
            return weights
        said = torch.load(path, "cpu", weights_only=True)
    except (SafetensorError, pickle.UnpicklingError, RuntimeError, ValueError, TypeError, EOFError, OSError) as error:
        raise CheckpointError(f"{path.name} is no file of weights: {error}") from error
    # Some are published as they were saved in the training.
    inner = said.get("state_dict", said.get("state", said)) if isinstance(said, dict) else None
    if not isinstance(inner, dict):
        raise CheckpointError(f"{path.name} holds no weights by name")
    return inner
