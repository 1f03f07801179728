"""The command line says of odd files what the API says: refuses what was cut, and tells what was joined or stale."""

import json
import struct
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.support.encoded import sndfile_bytes, tones


@pytest.fixture
def wav() -> bytes:
    return sndfile_bytes(tones(2, 44_100, 1.0), 44_100, "WAV")


def test_a_cut_wav_is_refused_before_any_work(run: Run, wav: bytes, tmp_path: Path) -> None:
    (tmp_path / "cut.wav").write_bytes(wav[: len(wav) * 7 // 10])
    done = run("convert", "cut.wav", "-o", "out.flac")
    assert done.returncode == 2
    assert "The file ends after 0.7 s of the 1.0 s it announces" in done.stderr
    assert done.stderr.endswith("[audio_truncated]\n")
    assert not (tmp_path / "out.flac").exists()


def test_what_was_odd_stands_on_standard_error_and_in_the_report(run: Run, wav: bytes, tmp_path: Path) -> None:
    stale = wav[:40] + struct.pack("<I", 44_100) + wav[44:]  # a quarter of a second, as of the last time it was saved
    (tmp_path / "crashed.wav").write_bytes(stale)
    done = run("convert", "crashed.wav", "-o", "out.wav", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["frames_in"] == 11_025
    [warning] = report["input_warnings"]
    assert (warning["file"], warning["code"]) == ("crashed.wav", "audio_continues")
    assert f"warning: crashed.wav: {warning['detail']} [audio_continues]\n" in done.stderr
