"""Runs the command as its users do: as a program of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def environment(weights_dir: Path) -> dict[str, str]:
    """Give an environment in which nothing is configured but the place of the weights."""
    names = ("PATH", "HOME", "TMPDIR", "LANG", "PYTHONPATH", "WORKER_NICENESS")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return {**kept, "AUDIOSTUDIO_MODELS_DIR": str(weights_dir), "COLUMNS": "100", "TERM": "dumb"}


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    """Give a function that runs ``audiostudio`` with arguments in an empty folder."""

    def run(*arguments: str | Path, **variables: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "audiostudio.cli.main", *map(str, arguments)],
            env={**environment, **variables},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run
