"""A file that cannot be finished is gone, and the error says why and where."""

import errno

import pytest

from audiostudio.audio.codecs import AudioFormat, create_audio
from tests.support.encoded import tones


@pytest.mark.parametrize("container", ["WAV", "FLAC", "AIFF", "MP3", "AAC", "OPUS"])
def test_a_full_disk_says_so_and_leaves_nothing(container, tmp_path, capfd):
    path = tmp_path / "song"
    path.symlink_to("/dev/full")
    with (
        pytest.raises(OSError, match="No space left") as caught,
        create_audio(path, AudioFormat(container), 48_000, 2) as w,
    ):
        w.write(tones(2, 48_000, 10.0))
    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(path))
    assert not path.is_symlink()
    assert capfd.readouterr().err == ""


def test_libsndfile_cannot_write_either(tmp_path):
    path = tmp_path / "song.ogg"
    path.symlink_to("/dev/full")
    with (
        pytest.raises(OSError, match=r"song\.ogg") as caught,
        create_audio(path, AudioFormat("OGG"), 48_000, 2) as writer,
    ):
        writer.write(tones(2, 48_000, 10.0))
    assert caught.value.filename == str(path)
    assert not path.is_symlink()
