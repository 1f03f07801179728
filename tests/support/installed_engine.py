"""An engine that is really installed, by pip into an environment of its own, from a package that the tests make."""

import base64
import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from audiostudio.engines.external.installation import EngineStore
from audiostudio.engines.external.music_engines import MusicEngineRow
from audiostudio.engines.external.voice_engines import VOICE_ENGINES, VoiceEngineRow
from audiostudio.engines.external.worker import close_engines
from audiostudio.engines.music_generation.options import number, text, whole

TINY = Path(__file__).parent / "tiny_engine.py"


class TinyRow(VoiceEngineRow):
    """An engine whose program and requirements are the tests' own."""

    adapter = TINY
    requirements = Path("set by the fixture")


def make_wheel(folder: Path, name: str = "tiny_voice", version: str = "1.0") -> Path:
    """Write a package that holds one module, as pip takes it."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": "VOICE = 'tiny'\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    for path, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest()).rstrip(b"=").decode()
        record += f"{path},sha256={digest},{len(content)}\n"
    files[f"{info}/RECORD"] = record + f"{info}/RECORD,,\n"
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return wheel


def make_row(requirements: Path, **changes: object) -> VoiceEngineRow:
    """Return the tests' engine, made of what a file of requirements asks for."""
    like = VOICE_ENGINES["pocket"]
    values = {field.name: getattr(like, field.name) for field in fields(like)}
    row_class = type("TinyRow", (TinyRow,), {"requirements": requirements})
    return row_class(
        **{
            **values,
            "name": "tiny",
            "title": "Tiny",
            "weights_licence": "LicenseRef-Tiny",
            "to_accept": "The tiny weights are for tests only",
            "needed_files": ("tiny.bin",),
            "known_files": ("tiny.bin", "more.bin"),
            "weights_advice": "ask the tests for them",
            **changes,
        }
    )


class TinyMusicRow(MusicEngineRow):
    """The same engine as one that makes music."""

    adapter = TINY


def make_music_row(installed: tuple[VoiceEngineRow, Path], **changes: object) -> MusicEngineRow:
    """Return the tests' engine as one that makes music, in the environment in which it speaks."""
    voice = installed[0]
    row_class = type("TinyMusicRow", (TinyMusicRow,), {"requirements": voice.requirements})
    return row_class(
        **{
            "name": "tiny",
            "title": "Tiny",
            "summary": "Hums.",
            "code_licence": "MIT",
            "weights_licence": "LicenseRef-Tiny",
            "to_accept": "The tiny weights are for tests only",
            "makes": ("music",),
            "rate_hz": 24_000,
            "channels": 2,
            "options": {
                "prompt": text(40),
                "duration_s": number(0.1, 5, 1),
                "bpm": whole(30, 300),
                "seed": whole(0, 99, 0),
                "repaint": number(0, 1),
                "extend": number(0, 1),
            },
            "needed_files": ("tiny.bin",),
            "known_files": ("tiny.bin",),
            "disk_gb": 0.1,
            "shared_environment": "",
            **changes,
        }
    )


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> tuple[VoiceEngineRow, Path]:
    """Give an engine and the folder of weights beside which it is installed, its weights with it."""
    folder = tmp_path_factory.mktemp("engines")
    requirements = folder / "tiny.txt"
    requirements.write_text(f"# what the tests make\n{make_wheel(folder)}\n")
    row = make_row(requirements)
    store = EngineStore(folder / "models")
    store.install(row, lambda fraction, message: None, accepted=True)
    (folder / "weights").mkdir()
    (folder / "weights" / "tiny.bin").write_bytes(b"weights")
    store.import_weights(row, folder / "weights")
    return row, folder / "models"


@pytest.fixture
def tiny(installed: tuple[VoiceEngineRow, Path]) -> Iterator[tuple[VoiceEngineRow, Path]]:
    """Give the installed engine, without a memory of what it did in other tests."""
    row, models_dir = installed
    for mark in (models_dir / "environments" / "tiny" / "home").glob("seen-*"):
        mark.unlink()
    yield row, models_dir
    close_engines()
