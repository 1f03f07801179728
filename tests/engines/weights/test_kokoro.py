"""The voices come out of their archive whole, or the archive is refused."""

import io
import tarfile

import numpy as np
import pytest

from audiostudio.engines.speech_synthesis.voice_table import VOICES
from audiostudio.engines.weights.checkpoints import read_safetensors
from audiostudio.engines.weights.errors import CheckpointError
from audiostudio.engines.weights.kokoro import pack_voices


def archive_of(path, files: dict[str, bytes]):
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(f"package/voices/{name}.bin")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


@pytest.fixture
def published() -> dict[str, bytes]:
    return {name: np.full((510, 256), number, "<f4").tobytes() for number, name in enumerate(VOICES)}


def test_every_voice_is_packed_under_its_name(tmp_path, published):
    target = tmp_path / "voices.safetensors"
    pack_voices([archive_of(tmp_path / "package.tgz", published)], target)
    styles = read_safetensors(target)
    assert list(styles) == sorted(VOICES)
    for number, name in enumerate(VOICES):
        assert styles[name].shape == (510, 256)
        assert (styles[name] == number).all()


@pytest.mark.parametrize("content", [b"", b"\0" * 522_236, b"\0" * 522_244])
def test_a_voice_of_another_size_is_refused(tmp_path, published, content):
    published["af_heart"] = content
    with pytest.raises(CheckpointError, match="does not hold the voices"):
        pack_voices([archive_of(tmp_path / "package.tgz", published)], tmp_path / "voices")


def test_a_missing_voice_and_a_broken_archive_are_refused(tmp_path, published):
    del published["bm_george"]
    whole = archive_of(tmp_path / "package.tgz", published)
    (tmp_path / "cut.tgz").write_bytes(whole.read_bytes()[:1_000])
    (tmp_path / "junk.tgz").write_bytes(b"no archive")
    for path in (whole, tmp_path / "cut.tgz", tmp_path / "junk.tgz"):
        with pytest.raises(CheckpointError, match="does not hold the voices"):
            pack_voices([path], tmp_path / "voices")
