"""Engines' environments: made by pip, licence first, checked, whole or not there at all, and removed."""

import json
import runpy
from pathlib import Path

import pytest

from audiostudio.engines.external.errors import EngineNotInstalled, LicenceNotAccepted
from audiostudio.engines.external.installation import EngineStore, EngineUnknown, find_engine
from audiostudio.engines.external.table import ENGINES
from audiostudio.engines.weights.store import EngineMissing, ModelMissing
from tests.installed_engine import make_row, make_wheel


def silent(fraction: float, message: str) -> None:
    pass


def test_an_engine_is_installed_introduces_itself_and_is_described(installed):
    row, models_dir = installed
    state = EngineStore(models_dir).state(row)
    assert (state.is_installed, state.has_weights) == (True, True)
    assert state.versions["tiny-voice"] == "1.0"
    said = json.loads((models_dir / "environments" / "tiny" / "installed.json").read_text())
    assert said["licence_accepted"] == "LicenseRef-Tiny"


def test_nothing_is_made_before_the_licence_is_accepted(tmp_path):
    requirements = tmp_path / "tiny.txt"
    requirements.write_text("")
    with pytest.raises(LicenceNotAccepted, match=r"for tests only.*engines install tiny --accept-licence Tiny"):
        EngineStore(tmp_path / "models").install(make_row(requirements), silent)
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize(
    ("requirement", "changes", "why"),
    [
        ("/no/such/tiny_voice-1.0-py3-none-any.whl", {}, "cannot be made: ERROR"),
        ("{wheel}", {"name": "other"}, "installed and does not work.*introduces itself as 'tiny'"),
    ],
)
def test_what_cannot_be_installed_says_why_and_leaves_nothing(tmp_path, requirement, changes, why):
    requirements = tmp_path / "tiny.txt"
    requirements.write_text(requirement.format(wheel=make_wheel(tmp_path)) + "\n")
    row = make_row(requirements, to_accept="", **changes)
    store = EngineStore(tmp_path / "models")
    with pytest.raises(EngineNotInstalled, match=why):
        store.install(row, silent)
    assert not (tmp_path / "models" / "environments" / row.name).exists()
    assert not store.state(row).is_installed


def test_an_installation_that_is_stopped_leaves_nothing(tmp_path):
    requirements = tmp_path / "tiny.txt"
    requirements.write_text(f"{make_wheel(tmp_path)}\n")
    row = make_row(requirements, to_accept="")

    def stop(fraction: float, message: str) -> None:
        if message.startswith("Processing"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        EngineStore(tmp_path / "models").install(row, stop)
    assert not (tmp_path / "models" / "environments" / "tiny").exists()


def test_other_requirements_ask_for_another_installation(installed, tmp_path):
    row, models_dir = installed
    newer = tmp_path / "tiny.txt"
    newer.write_text(row.requirements.read_text() + "# changed\n")
    changed = make_row(newer)
    assert not EngineStore(models_dir).state(changed).is_installed
    with pytest.raises(EngineMissing, match=r"run: audiostudio engines install tiny --accept-licence Tiny"):
        EngineStore(models_dir).command(changed)


def test_weights_are_taken_from_a_folder_only_when_they_are_complete(tmp_path):
    row, store = make_row(tmp_path / "none.txt"), EngineStore(tmp_path / "models")
    with pytest.raises(ModelMissing, match="ask the tests for them"):
        store.weights(row)
    brought = tmp_path / "brought"
    brought.mkdir()
    (brought / "more.bin").write_bytes(b"1")
    (brought / "unknown.py").write_text("print('never taken')")
    with pytest.raises(ModelMissing, match=r"tiny\.bin"):
        store.import_weights(row, brought)
    (brought / "tiny.bin").write_bytes(b"2")
    store.import_weights(row, brought)
    taken = {name: Path(path).read_bytes() for name, path in store.weights(row).items()}
    assert taken == {"more.bin": b"1", "tiny.bin": b"2"}


def test_removing_takes_the_environment_and_leaves_the_weights(tmp_path):
    requirements = tmp_path / "tiny.txt"
    requirements.write_text(f"{make_wheel(tmp_path)}\n")
    row, store = make_row(requirements, to_accept=""), EngineStore(tmp_path / "models")
    (tmp_path / "models" / "tiny").mkdir(parents=True)
    (tmp_path / "models" / "tiny" / "tiny.bin").write_bytes(b"weights")
    assert not store.remove(row)
    store.install(row, silent)
    assert store.remove(row)
    state = store.state(row)
    assert (state.is_installed, state.has_weights) == (False, True)


def test_engines_that_there_are_not_are_named():
    with pytest.raises(EngineUnknown, match="there are xtts, pocket"):
        find_engine("bark")


@pytest.mark.parametrize("row", ENGINES.values(), ids=ENGINES)
def test_every_engine_has_its_program_and_exact_requirements(row):
    assert row.adapter.is_file()
    lines = [line for line in row.requirements.read_text().splitlines() if not line.startswith("#")]
    assert all(line.count("==") == 1 and " " not in line for line in lines)
    told = runpy.run_path(str(row.adapter))["PACKAGES"]
    assert {package.lower() for package in told} <= {line.partition("==")[0].lower() for line in lines}
