"""What a confined child cannot do, though the user who runs it can; each is shown to work without the confinement."""

import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from audiostudio.kit.processes.confinement import Confinement, landlock_version
from audiostudio.kit.processes.pool import ChildPool
from audiostudio.settings import Settings

needs_landlock = pytest.mark.skipif(landlock_version() < 2, reason="this kernel has no Landlock that can be used")
knows_signals = pytest.mark.skipif(landlock_version() < 6, reason="this kernel's Landlock does not know signals")

HERE = str(Path(__file__).parent)
LONG_S = 60.0


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    for name in ("storage", "work", "models"):
        (tmp_path / "data" / name).mkdir(parents=True)
        (tmp_path / "data" / name / "file").write_text(name)
    (tmp_path / "data" / "secret_key").write_text("secret")
    (tmp_path / "beside").write_text("beside")
    return tmp_path / "data"


@pytest.fixture(params=["inspection", "tool", "none"])
async def confined(
    request: pytest.FixtureRequest, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[ChildPool, str]]:
    """Give a pool of one child, and how it is confined."""
    monkeypatch.setenv("SECRET_KEY", "a secret of the environment")
    confinement = Confinement(
        hidden=(data_dir,),
        shown=(data_dir / "work", data_dir / "models"),
        writable=(data_dir / "work",) if request.param == "inspection" else None,
        secrets=Settings.secret_variables(),
        file_size_limit_bytes=100_000,
    )
    async with ChildPool(
        size=1, environment={"PYTHONPATH": HERE}, confinement=None if request.param == "none" else confinement
    ) as pool:
        yield pool, request.param


async def attempt(pool: ChildPool, function: str, *args: object, network: bool = False) -> str:
    said: str = await pool.run(f"child_functions:{function}", *args, timeout_s=LONG_S, network=network)
    return said


@needs_landlock
async def test_customers_files_and_secrets_are_out_of_reach(confined: tuple[ChildPool, str], data_dir: Path) -> None:
    pool, kind = confined
    denied = "done" if kind == "none" else "PermissionError"
    for name in ("storage/file", "secret_key"):
        assert await attempt(pool, "attempt_to_read", data_dir / name) == denied
        assert await attempt(pool, "attempt_to_read", data_dir / "work" / ".." / name) == denied
    (data_dir / "work" / "link").symlink_to(data_dir / "secret_key")
    assert await attempt(pool, "attempt_to_read", data_dir / "work" / "link") == denied
    for name in ("work/file", "models/file", "../beside"):
        assert await attempt(pool, "attempt_to_read", data_dir / name) == "done"
    secret = await pool.run("child_functions:environment", "SECRET_KEY", timeout_s=LONG_S)
    assert secret == ("a secret of the environment" if kind == "none" else None)
    assert await attempt(pool, "attempt_to_read", f"/proc/{os.getpid()}/environ") == denied


@needs_landlock
async def test_an_inspection_writes_in_its_own_folder_and_starts_no_program(
    confined: tuple[ChildPool, str], data_dir: Path
) -> None:
    pool, kind = confined
    denied = "PermissionError" if kind == "inspection" else "done"
    assert await attempt(pool, "attempt_to_write", data_dir / "work" / "new", 1000) == "done"
    assert await attempt(pool, "attempt_to_write", data_dir.parent / "beside", 1000) == denied
    assert await attempt(pool, "attempt_to_run", "/bin/true") == denied
    too_large = "done" if kind == "none" else "OSError"
    assert await attempt(pool, "attempt_to_write", data_dir / "work" / "large", 200_000) == too_large


async def test_the_network_is_out_of_reach_but_for_runs_that_ask_for_it(confined: tuple[ChildPool, str]) -> None:
    pool, kind = confined
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert await attempt(pool, "attempt_to_connect", port, network=True) == "done"
        denied = "done" if kind == "none" else "PermissionError"
        assert await attempt(pool, "attempt_to_connect", port) == denied
        assert await attempt(pool, "attempt_to_connect", port, network=True) == "done"


@knows_signals
async def test_no_other_process_can_be_harmed(confined: tuple[ChildPool, str]) -> None:
    pool, kind = confined
    assert await attempt(pool, "attempt_to_signal", os.getpid()) == ("done" if kind == "none" else "PermissionError")
