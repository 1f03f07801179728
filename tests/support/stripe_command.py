"""Stripe's official command line, as a customer of the stand-in that was not written beside it."""

import os
import shutil
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.support.weights import models_dir

from audiostudio.engines.weights.models import Model, NodePackageSource
from audiostudio.engines.weights.store import ModelStore


def _take_binary(parts: Sequence[Path], target: Path) -> None:
    with tarfile.open(parts[0], "r:gz") as archive:
        member = archive.extractfile("package/bin/stripe")
        assert member is not None
        with target.open("wb") as file:
            shutil.copyfileobj(member, file)


_COMMAND = Model(
    name="stripe-command",
    title="Stripe's command line 1.52.0",
    author="Stripe",
    licence="MIT",
    file_name="stripe",
    size_bytes=32_346_274,
    sha256="a72c2d755d4d7b18760cc1007a7f1859a21d363dc32d1d614cd2aaa0e7b544ea",
    sources=(
        NodePackageSource(
            package="@stripe/cli-linux-x64",
            version="1.52.0",
            size_bytes=11_274_799,
            sha256="d33e5a776f0320454e710391cc66693a39d1d9128928f9a4271c58615bef2119",
            build=_take_binary,
        ),
    ),
)


def trigger(event: str, *, url: str, home: Path) -> None:
    """Let the command line make what leads to an event, by the requests that it recorded with Stripe."""
    store = ModelStore(models_dir(), {_COMMAND.name: _COMMAND})
    store.pull(_COMMAND.name)
    program = shutil.copy(store.path(_COMMAND.name), home / "stripe")
    Path(program).chmod(0o755)
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "STRIPE_CLI_TELEMETRY_OPTOUT": "1"}
    command = [program, "trigger", event, "--api-base", url, "--api-key", "sk_test_of_the_tests"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
