"""The whole product as a person runs it, ``audiostudio up`` in processes of its own, and a hand inside its database."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
import psycopg

from audiostudio.kit.postgres.address import WORKER_ROLE, role_url
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.postgres.embedded import running_admin_url
from audiostudio.kit.processes.pool import CHILD_FOLDER
from audiostudio.settings import Settings
from tests.support.patience import PATIENCE_S


class RunningProduct:
    """One ``audiostudio up`` on a data directory; what it says is kept."""

    def __init__(self, data_dir: Path, weights_dir: Path, **environment: str) -> None:
        self.data_dir = data_dir
        self.settings = Settings(_env_file=None, AUDIOSTUDIO_DATA_DIR=data_dir)  # type: ignore[call-arg]
        names = ("AUTH_RATE_LIMIT", "UPLOAD_RATE_LIMIT", "REQUEST_RATE_LIMIT")
        limits = dict.fromkeys(names, "1000000/minute")
        kept = {
            name: os.environ[name]
            for name in ("PATH", "HOME", "TMPDIR", "LANG", "WORKER_NICENESS")
            if name in os.environ
        }
        self._said: list[str] = []
        self._ready = threading.Event()
        self.url = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "audiostudio.cli.main", "up", "--port", "0", "--data-dir", str(data_dir)],
            env={**kept, **limits, "AUDIOSTUDIO_MODELS_DIR": str(weights_dir), **environment},
            cwd=data_dir.parent,
            stderr=subprocess.PIPE,
            text=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()
        assert self._ready.wait(PATIENCE_S), self.said
        assert self.url, self.said

    @property
    def said(self) -> str:
        return "".join(self._said)

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._said.append(f"{time.strftime('%X')} {line}")
            if "Audio Studio is ready: " in line:
                self.url = line.split()[4]
                self._ready.set()
        self._ready.set()

    def members(self) -> dict[str, list[psutil.Process]]:
        """Return the living processes of the product by the part they play."""
        parts: dict[str, list[psutil.Process]] = {}
        with suppress(psutil.NoSuchProcess):
            for process in psutil.Process(self.process.pid).children(recursive=True):
                with suppress(psutil.Error):
                    if process.status() != psutil.STATUS_ZOMBIE:
                        parts.setdefault(_part(process), []).append(process)
        return parts

    def left_in_work(self) -> list[Path]:
        """Return what lies in the processes' work folders; their children's own, while they are empty, may."""
        left = self.settings.work_dir.glob("*/*/**/*")
        return [path for path in left if path.is_file() or not path.name.startswith(CHILD_FOLDER)]

    def admin(self) -> psycopg.Connection[Any]:
        """Connect as the database's superuser, who sees everything."""
        url = running_admin_url(self.data_dir)
        assert url, "the database does not run"
        return psycopg.connect(url, autocommit=True, options="-c search_path=studio,queue")

    def worker_database(self) -> Database:
        """Return the database as the worker sees it."""
        return Database(role_url(WORKER_ROLE, self.settings))

    def grant(self, workspace_id: UUID, credits: int) -> None:
        with self.admin() as connection:
            connection.execute("SET ROLE studio_worker")
            connection.execute(
                "SELECT studio.credit_grant(%s, %s, 'test', NULL, %s)", (workspace_id, credits, str(workspace_id))
            )

    def leftovers(self) -> list[str]:
        """Return every process of the machine that has to do with this data directory."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error, OSError):
                if process.status() != psutil.STATUS_ZOMBIE and str(self.data_dir) in "\0".join(_traces(process)):
                    found.append(f"{process.pid} {' '.join(process.cmdline())}")
        return found


def _part(process: psutil.Process) -> str:
    words, parent = process.cmdline(), process.parent()
    if "audiostudio.cli.main" in words:
        return "api" if "serve" in words else "worker"
    if any(word.endswith("postgres/guardian.py") for word in words):
        return "guardian"
    if process.name().startswith("postgres"):
        return "postmaster" if "-D" in words else "backend"
    above = parent.cmdline() if parent else []
    return "inspector" if "serve" in above else "engine" if "worker" in above else "other"


def _traces(process: psutil.Process) -> Iterator[str]:
    """Yield whatever of a process may name the data directory."""
    if process.pid != os.getpid():
        yield from process.cmdline()
        yield process.cwd()
        with suppress(psutil.AccessDenied):
            yield process.environ().get("AUDIOSTUDIO_DATA_DIR", "")


def wait_until(true: Callable[[], object], what: str, timeout_s: float = PATIENCE_S) -> float:
    """Wait for something and return the seconds it took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < timeout_s, f"not within {timeout_s:g} s: {what}"
        time.sleep(0.05)
    return time.monotonic() - began
