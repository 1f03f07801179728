"""Tiny networks of the published classes with random weights, saved as the real ones are published."""

import json
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from bs_roformer import BSRoformer
from demucs.htdemucs import HTDemucs
from safetensors.torch import save_file

DEMUCS_STEMS = ["drums", "bass", "other", "vocals"]
FOUR = ("vocals", "drums", "bass", "other")
CHUNK_FRAMES = 128 * 172

ROFORMER_CONFIG: dict[str, Any] = {
    "audio": {"chunk_size": CHUNK_FRAMES, "sample_rate": 44_100, "num_channels": 2},
    "model": {
        "dim": 16,
        "depth": 1,
        "stereo": True,
        "num_stems": 4,
        "time_transformer_depth": 1,
        "freq_transformer_depth": 1,
        "freqs_per_bands": [16, 16, 32, 65],
        "dim_head": 8,
        "heads": 2,
        "flash_attn": True,
        "dim_freqs_in": 129,
        "stft_n_fft": 256,
        "stft_hop_length": 128,
        "stft_win_length": 256,
        "mask_estimator_depth": 1,
        "mlp_expansion_factor": 4,
    },
    "training": {"instruments": ["drums", "bass", "other", "vocals"], "target_instrument": None},
    "inference": {"num_overlap": 2, "chunk_size": CHUNK_FRAMES, "batch_size": 1},
}
VOCALS_CONFIG = {
    **ROFORMER_CONFIG,
    "model": {**ROFORMER_CONFIG["model"], "num_stems": 1},
    "training": {"instruments": ["vocals", "other"], "target_instrument": "vocals"},
}


def tiny_demucs(seed: int, stems: list[str] = DEMUCS_STEMS) -> HTDemucs:
    """Return a network that hears one second."""
    torch.manual_seed(seed)
    return HTDemucs(
        stems,
        channels=4,
        depth=4,
        t_layers=1,
        t_heads=2,
        t_hidden_scale=1.0,
        bottom_channels=32,
        dconv_depth=1,
        dconv_comp=4,
        segment=Fraction(1, 1),
    ).eval()


def save_package(network: HTDemucs, path: Path) -> Path:
    """Save as the ``.th`` files are: with the class itself, its arguments, and notes of the training."""
    import numpy as np

    args, kwargs = network._init_args_kwargs
    package = {"klass": HTDemucs, "args": args, "kwargs": kwargs, "state": network.state_dict()}
    torch.save({**package, "training_args": {"lr": 1e-4}, "metrics": {"nsdr": np.float64(9.0)}}, path)
    return path


def save_safetensors(network: HTDemucs, path: Path) -> Path:
    """Save as the library's exporter does: the arguments as JSON in the metadata."""

    def plain(value: Any) -> Any:
        if isinstance(value, Fraction):
            return {"_type": "fraction", "numerator": value.numerator, "denominator": value.denominator}
        return value

    args, kwargs = network._init_args_kwargs
    said = {
        "klass": "demucs.htdemucs.HTDemucs",
        "args": json.dumps(list(args)),
        "kwargs": json.dumps({name: plain(value) for name, value in kwargs.items()}),
    }
    save_file({name: value.contiguous() for name, value in network.state_dict().items()}, path, metadata=said)
    return path


def tiny_roformer(config: dict[str, Any] = ROFORMER_CONFIG, seed: int = 0) -> BSRoformer:
    """Return a network of the library's class."""
    torch.manual_seed(seed)
    said = {name: value for name, value in config["model"].items() if name != "mlp_expansion_factor"}
    return BSRoformer(**{**said, "freqs_per_bands": tuple(said["freqs_per_bands"])}).eval()


def bring(models_dir: Path, name: str, files: list[Path], **more: Any) -> Path:
    """Describe ``files`` as an operator would, and put them where the separator ``name`` looks for them."""
    folder = models_dir / name
    folder.mkdir(parents=True)
    entries = []
    for file in files:
        target = folder / file.name
        target.write_bytes(file.read_bytes())
        entries.append({"file": file.name, "sha256": sha256(target.read_bytes()).hexdigest()})
    said = {"weights": entries, "licence": "MIT", "source": "https://example.com/weights", **more}
    (folder / "separator.json").write_text(json.dumps(said))
    return folder
