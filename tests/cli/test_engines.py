"""``audiostudio engines``: licences are told first, and nothing is fetched before they are accepted."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_list_tells_licences_and_what_is_here(run: Run, tmp_path: Path) -> None:
    here = {"AUDIOSTUDIO_MODELS_DIR": str(tmp_path)}
    assert "xtts  voice  not installed  weights not installed  code MPL-2.0, weights LicenseRef-CPML" in (
        run("engines", "list", **here).stdout
    )
    listed = {row["name"]: row for row in json.loads(run("engines", "list", "--json", **here).stdout)}
    assert listed["xtts"]["install_command"] == "audiostudio engines install xtts --accept-licence CPML"
    assert listed["pocket"]["weights_licence"] == "CC-BY-4.0"
    assert {name: row["kind"] for name, row in listed.items()} == {
        **dict.fromkeys(("xtts", "pocket"), "voice"),
        **dict.fromkeys(("ace_step", "musicgen", "stable_audio", "audioldm2"), "music"),
    }
    assert listed["ace_step"]["options"]["bpm"] == {"least": 30, "most": 300, "whole": True}
    assert "temperature" not in listed["ace_step"]["options"]


@pytest.mark.parametrize("options", [[], ["--accept-licence", "MIT"]])
def test_a_licence_that_was_not_accepted_stops_everything(run: Run, tmp_path: Path, options: list[str]) -> None:
    done = run("engines", "install", "xtts", *options, AUDIOSTUDIO_MODELS_DIR=str(tmp_path))
    assert done.returncode == 2
    assert "non-commercial" in done.stderr
    assert done.stderr.endswith("run: audiostudio engines install xtts --accept-licence CPML [licence_not_accepted]\n")
    assert list(tmp_path.iterdir()) == []


def test_unknown_engines_and_removing_what_is_not_there(run: Run, tmp_path: Path) -> None:
    here = {"AUDIOSTUDIO_MODELS_DIR": str(tmp_path)}
    unknown = run("engines", "install", "bark", **here)
    assert (unknown.returncode, unknown.stderr.endswith("[engine_unknown]\n")) == (2, True)
    removed = run("engines", "remove", "pocket", **here)
    assert (removed.returncode, removed.stderr) == (0, "pocket: not installed\n")


def test_speech_by_an_engine_that_is_not_here_names_the_command(run: Run, tmp_path: Path) -> None:
    here = {"AUDIOSTUDIO_MODELS_DIR": str(tmp_path)}
    done = run("cloned-speech", "Hello.", "-o", "out.wav", "--voice", "pocket", **here)
    assert done.returncode == 2
    assert done.stderr.endswith(
        "Pocket TTS is not installed here; run: audiostudio engines install pocket [engine_missing]\n"
    )
    assert not (tmp_path / "out.wav").exists()
