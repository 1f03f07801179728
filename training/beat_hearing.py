"""Takes the networks that hear beats out of the package of BeatNet, which is downloaded and never installed.

    pip download BeatNet==1.1.3 --no-deps -d WORK_DIR
    python training/beat_hearing.py WORK_DIR/BeatNet-1.1.3-py3-none-any.whl

The result is `beat_hearing.npz` in `src/audiostudio/audio/music`: the same numbers in half precision, the two biases of
each gate added up. They stay under the licence of BeatNet, CC BY 4.0.
"""

import argparse
import io
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import torch

TARGET = Path(__file__).parents[1] / "src/audiostudio/audio/music/beat_hearing.npz"
NETWORKS, LAYERS = (1, 2, 3), (0, 1)


def arrays_of(weights: dict[str, torch.Tensor]) -> dict[str, np.ndarray]:
    """Return the arrays that `audiostudio.audio.music.beat_hearing` reads, of one network."""
    known = {name: tensor.numpy() for name, tensor in weights.items()}
    return {
        "kernel": known["conv1.weight"][:, 0],
        "kernel_bias": known["conv1.bias"],
        "inner": known["linear0.weight"],
        "inner_bias": known["linear0.bias"],
        "inputs": np.stack([known[f"lstm.weight_ih_l{layer}"] for layer in LAYERS]),
        "memory": np.stack([known[f"lstm.weight_hh_l{layer}"] for layer in LAYERS]),
        "gate_bias": np.stack([known[f"lstm.bias_ih_l{layer}"] + known[f"lstm.bias_hh_l{layer}"] for layer in LAYERS]),
        "output": known["linear.weight"],
        "output_bias": known["linear.bias"],
    }


def main() -> None:
    """Read, convert and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheel", type=Path)
    with ZipFile(parser.parse_args().wheel) as wheel:
        found = [
            arrays_of(
                torch.load(io.BytesIO(wheel.read(f"BeatNet/models/model_{number}_weights.pt")), weights_only=True)
            )
            for number in NETWORKS
        ]
    stacked = {part: np.stack([network[part] for network in found]).astype(np.float16) for part in found[0]}
    np.savez_compressed(TARGET, **stacked)


if __name__ == "__main__":
    main()
