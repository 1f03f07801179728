"""A voice is cloned and spoken with on the command line, without a server."""

import json
from pathlib import Path

import pytest
import soundfile

from tests.cli.conftest import Run
from tests.support.speech_samples import KOKORO_RATE_HZ, said_by


@pytest.mark.deep
def test_a_voice_is_cloned_and_speaks(run: Run, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "me.wav", said_by("bf_emma").sound, KOKORO_RATE_HZ)
    refused = run("clone-voice", "me.wav", "-o", "ada")
    assert (refused.returncode, "consent_missing" in refused.stderr) == (2, True)
    assert not (tmp_path / "ada").exists()
    made = run("clone-voice", "me.wav", "-o", "ada", "--name", "Ada", "--consent", "--effort", "quick", "--json")
    assert made.returncode == 0, made.stderr
    report = json.loads(made.stdout)
    assert (report["gender"], report["best_stock_voice"]) == ("female", "bf_emma"), "a published voice is found again"
    assert report["similarity"] > 0.8
    assert sorted(path.name for path in (tmp_path / "ada").iterdir()) == [
        "Ada (sample).wav",
        "Ada.json",
        "Ada.voice.safetensors",
    ]
    spoken = run("speak", "Good morning.", "-o", "morning.wav", "--voice", "ada/Ada.voice.safetensors", "--json")
    assert spoken.returncode == 0, spoken.stderr
    assert json.loads(spoken.stdout)["cloned"]
    assert 0.5 < soundfile.info(tmp_path / "morning.wav").duration < 3


def test_a_voice_file_that_is_not_there_or_none_is_refused(run: Run, tmp_path: Path) -> None:
    missing = run("speak", "Hello.", "-o", "out.wav", "--voice", "nobody.voice.safetensors")
    assert (missing.returncode, "file_not_found" in missing.stderr) == (2, True)
    (tmp_path / "bad.voice.safetensors").write_text("no voice")
    broken = run("speak", "Hello.", "-o", "out.wav", "--voice", "bad.voice.safetensors")
    assert (broken.returncode, "voice_file_invalid" in broken.stderr) == (2, True)
    assert not (tmp_path / "out.wav").exists()
