"""One embedded PostgreSQL for the session, and a fresh migrated database for whoever asks."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from psycopg import sql

from audiostudio.kit.postgres.embedded import EmbeddedPostgres
from audiostudio.migrations.run import migrate
from audiostudio.settings import Settings

SECRET_KEY = "a secret that only the tests know"
_numbers = count(1)
_MEMORY = Path("/dev/shm")
_PREFIX = "audiostudio-tests-"
_ENOUGH_BYTES = 8 * 1024**3


@pytest.fixture(scope="session")
def open_dir() -> Iterator[Path]:
    """Give a folder that the unprivileged PostgreSQL can enter; pytest's own folders are closed to it.

    It lies in memory where there is plenty: databases are made and thrown away by the hundred. What a run left there
    that was killed would be memory lost to all that follow, so it is removed first.
    """
    for left in _MEMORY.glob(f"{_PREFIX}*-*"):
        if not psutil.pid_exists(int(left.name.removeprefix(_PREFIX).partition("-")[0])):
            shutil.rmtree(left, ignore_errors=True)
    free = min(shutil.disk_usage(_MEMORY).free, psutil.virtual_memory().available) if _MEMORY.is_dir() else 0
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=_MEMORY if free >= _ENOUGH_BYTES else None))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(open_dir: Path) -> Iterator[EmbeddedPostgres]:
    """Run one PostgreSQL for the session, with a migrated database as the template of all others."""
    server = EmbeddedPostgres(
        open_dir / "cluster", options={"fsync": "off", "synchronous_commit": "off", "max_connections": "300"}
    )
    server.start()
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE template")
    migrate(_with_database(server.admin_url, "template"), Settings(_env_file=None, secret_key=SECRET_KEY))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def make_database(postgres: EmbeddedPostgres) -> Any:
    """Give a function that makes a fresh migrated database and returns its address."""

    def make() -> str:
        name = f"test_{next(_numbers)}"
        with psycopg.connect(postgres.admin_url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template").format(sql.Identifier(name)))
        return _with_database(postgres.admin_url, name)

    return make


def _with_database(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}"
