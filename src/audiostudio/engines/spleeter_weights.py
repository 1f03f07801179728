"""Turns the published two-stem weights of Spleeter into the one file that the engine reads."""

from collections.abc import Sequence
from pathlib import Path

from audiostudio.engines.checkpoints import read_torch_checkpoint, write_safetensors

STEMS = ("vocals", "accompaniment")


def convert_spleeter(parts: Sequence[Path], target: Path) -> None:
    """Join one checkpoint a stem, in the order of `STEMS`, into a safetensors file with names ``stem.layer``."""
    write_safetensors(
        target,
        {
            f"{stem}.{name}": array
            for stem, path in zip(STEMS, parts, strict=True)
            for name, array in read_torch_checkpoint(path).items()
        },
    )
