"""``audiostudio models``: fetched with their licences shown, taken from a folder, verified, told when damaged."""

import json
from pathlib import Path

import pytest

from audiostudio.engines.weights.models_index import MODELS
from tests.cli.conftest import Run

MODEL = MODELS["spleeter:2stems"]


@pytest.fixture
def fetched(run: Run) -> None:
    """Make sure that the weights are in the folder that is kept between runs."""
    assert run("models", "pull", MODEL.name).returncode == 0


def test_list_tells_name_licence_size_and_state(run: Run, tmp_path: Path) -> None:
    done = run("models", "list", AUDIOSTUDIO_MODELS_DIR=str(tmp_path))
    assert f"{MODEL.name}  not installed  78.6 MB  MIT" in done.stdout
    listed = json.loads(run("models", "list", "--json", AUDIOSTUDIO_MODELS_DIR=str(tmp_path)).stdout)
    assert {model["name"] for model in listed} == set(MODELS)
    assert all(model["licence"] and model["author"] and not model["installed"] for model in listed)


@pytest.mark.usefixtures("fetched")
def test_weights_are_taken_from_a_folder_and_verified(run: Run, tmp_path: Path, weights_dir: Path) -> None:
    here = {"AUDIOSTUDIO_MODELS_DIR": str(tmp_path / "models")}
    pulled = run("models", "pull", MODEL.name, "--from", weights_dir, **here)
    assert pulled.returncode == 0, pulled.stderr
    assert run("models", "verify", **here).stderr == f"{MODEL.name}: intact\n"

    weights = tmp_path / "models" / MODEL.file_name
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    damaged = run("models", "verify", **here)
    assert damaged.returncode == 1
    assert damaged.stderr.startswith(f"error: The weights of {MODEL.name} are damaged")

    assert run("models", "pull", MODEL.name, "--from", weights_dir, **here).returncode == 0
    assert run("models", "verify", MODEL.name, **here).returncode == 0


def test_unknown_and_missing_models_are_one_line(run: Run, tmp_path: Path) -> None:
    unknown = run("models", "pull", "no-such-model", AUDIOSTUDIO_MODELS_DIR=str(tmp_path))
    assert unknown.returncode == 2
    assert unknown.stderr.endswith("[model_unknown]\n")
    missing = run("models", "verify", MODEL.name, AUDIOSTUDIO_MODELS_DIR=str(tmp_path))
    assert missing.returncode == 1
    assert f"audiostudio models pull {MODEL.name}" in missing.stderr
