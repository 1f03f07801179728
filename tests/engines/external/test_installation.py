"""Engines' environments: made by pip, licence first, checked, whole or not there at all, and removed."""

import importlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from audiostudio.engines.external.errors import EngineNotInstalled, LicenceNotAccepted
from audiostudio.engines.external.installation import EngineStore, EngineUnknown, find_engine
from audiostudio.engines.external.table import ENGINES
from audiostudio.engines.weights.errors import EngineMissing, ModelMissing
from tests.support.installed_engine import make_row, make_wheel

ACTION = {"voice": "speak", "music": "generate"}


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


def test_engines_that_share_an_environment_make_it_once_and_the_last_takes_it_away(tmp_path):
    requirements = tmp_path / "tiny.txt"
    requirements.write_text(f"{make_wheel(tmp_path)}\n")
    first = make_row(requirements, to_accept="", shared_environment="both")
    second = make_row(requirements, title="Second", shared_environment="both")
    # One program introduces itself by one name only, so both have it; what is written down has a file for each.
    rows = {"first": first, "second": replace(second, name="tiny2")}
    store = EngineStore(tmp_path / "models", rows)
    store.install(first, silent)
    made_at = (tmp_path / "models" / "environments" / "both" / "pyvenv.cfg").stat().st_mtime_ns
    with pytest.raises(LicenceNotAccepted):
        store.install(rows["second"], silent)
    with pytest.raises(EngineNotInstalled, match="introduces itself as 'tiny'"):
        store.install(rows["second"], silent, accepted=True)
    assert store.state(first).is_installed, "the environment of the first is left alone"
    assert not store.state(rows["second"]).is_installed
    assert (tmp_path / "models" / "environments" / "both" / "pyvenv.cfg").stat().st_mtime_ns == made_at
    assert not store.remove(rows["second"])
    assert store.remove(first)
    assert not (tmp_path / "models" / "environments" / "both").exists()


def test_engines_that_there_are_not_are_named():
    with pytest.raises(EngineUnknown, match="there are xtts, pocket, ace_step"):
        find_engine("bark")


@pytest.mark.parametrize("row", ENGINES.values(), ids=ENGINES)
def test_every_engine_has_its_program_and_exact_requirements(row):
    assert row.adapter.is_file()
    lines = [line for line in row.requirements.read_text().splitlines() if not line.startswith("#")]
    assert all(line.count("==") == 1 and " " not in line for line in lines)
    adapter = importlib.import_module(f"audiostudio.engines.external.children.{row.name}")
    assert (adapter.ENGINE, adapter.ACTIONS.keys()) == (row.name, {"check", ACTION[row.kind]})
    told = adapter.PACKAGES
    assert {package.lower() for package in told} <= {line.partition("==")[0].lower() for line in lines}
