"""A PostgreSQL of our own in the data directory, so that the product needs no database to be installed.

One process owns it (a lock says who); others on the same data directory ask :func:`running_admin_url`.
"""

import contextlib
import fcntl
import os
import random
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from audiostudio.kit.postgres import guardian as postgres_guardian
from audiostudio.kit.postgres.installation import (
    EmbeddedPostgresError,
    ServiceUser,
    clean_environment,
    reachable_binaries,
    run_as,
    service_user,
)
from audiostudio.kit.private_files import close_data_dir, close_folder

if TYPE_CHECKING:
    import psutil  # type: ignore[import-untyped, unused-ignore]

__all__ = ["DATABASE", "DataDirectoryInUse", "EmbeddedPostgres", "EmbeddedPostgresError", "running_admin_url"]

DATABASE = "audiostudio"

# For a small machine that also does audio: no parallel workers, whose shared memory containers keep scarce.
_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "io_method": "sync",
    # After a crash every file is made durable first: one call for all of them, not seconds of one call each.
    **({"recovery_init_sync_method": "syncfs"} if sys.platform == "linux" else {}),
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %u ",
    "log_checkpoints": "off",
}
# Below the range from which systems take ports for outgoing connections: a client that retries on a port of that
# range while the server restarts can end up connected to itself.
_PORTS = range(20_000, 32_000)
_START_TIMEOUT_S = 60.0
_STOP_TIMEOUT_S = 15.0


class DataDirectoryInUse(EmbeddedPostgresError):
    """Another process owns this data directory."""


class EmbeddedPostgres:
    """The server in ``<data_dir>/postgres``, from :meth:`start` to :meth:`stop` or the end of this process.

    Methods block for up to seconds: from asyncio call them in a thread.
    """

    def __init__(self, data_dir: Path, *, options: Mapping[str, str] | None = None) -> None:
        """Prepare; nothing is touched before :meth:`start`.

        Args:
            data_dir: the product's data directory.
            options: server settings on top of the built-in ones, such as ``{"fsync": "off"}`` for tests.
        """
        self._data_dir = data_dir.absolute()
        self._dir = self._data_dir / "postgres"
        self._cluster = self._dir / "data"
        self._options = {**_OPTIONS, **(options or {})}
        self._lock = -1
        self._guardian: subprocess.Popen[bytes] | None = None
        self._port = 0

    @property
    def admin_url(self) -> str:
        """Address of the database as its superuser."""
        return _url((self._dir / "password").read_text(), self._port)

    def start(self) -> None:
        """Create the server at the first call in this data directory, start it, and wait until it answers.

        Raises:
            DataDirectoryInUse: another process owns the data directory.
            EmbeddedPostgresError: the server cannot run, with the reason.
        """
        if self.is_alive():
            return
        try:
            user = service_user()
            self._take_ownership(user)
            bin_dir = reachable_binaries(user, self._dir)
            if not self._cluster.exists():
                self._create(bin_dir, user)
            _end_leftovers(self._cluster)
            self._port = self._choose_port(unwanted=0)
            while (failure := self._launch(bin_dir, user)) is not None:
                if "could not bind" not in failure and "could not create any TCP/IP sockets" not in failure:
                    raise EmbeddedPostgresError(f"PostgreSQL did not start: {failure}")
                self._port = self._choose_port(unwanted=self._port)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Shut the server down and give up ownership; return when it is gone. Harmless when it is not running."""
        if self._guardian is not None:
            assert self._guardian.stdin is not None
            with contextlib.suppress(OSError):
                self._guardian.stdin.close()
            try:
                self._guardian.wait(_STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self._guardian.kill()
                self._guardian.wait()
            self._guardian = None
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def is_alive(self) -> bool:
        """Say whether the server that was started still runs; cheap enough to ask every second."""
        return self._guardian is not None and self._guardian.poll() is None

    def ensure(self) -> bool:
        """Start the server again if it died, on the same port where possible; say whether it had to be."""
        if self.is_alive():
            return False
        self.start()
        return True

    def __enter__(self) -> "EmbeddedPostgres":
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def _take_ownership(self, user: ServiceUser | None) -> None:
        if self._lock >= 0:
            return
        try:
            # Under root the server's user must pass through, which its group may and nobody else.
            passing_group = user.gid if user else None
            close_data_dir(self._data_dir, passing_group=passing_group)
            close_folder(self._dir, passing_group=passing_group)
            close_folder(self._data_dir / "logs")
            lock = os.open(self._dir / "owner.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise EmbeddedPostgresError(
                f"The data directory {self._data_dir} cannot be written to: {error.strerror}."
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            owner = os.pread(lock, 32, 0).decode().strip() or "unknown"
            os.close(lock)
            raise DataDirectoryInUse(
                f"The data directory {self._data_dir} is in use by another Audio Studio (process {owner}); "
                "stop that one, or choose another directory with --data-dir."
            ) from None
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        self._lock = lock

    def _create(self, bin_dir: Path, user: ServiceUser | None) -> None:
        """Make the cluster and the database beside their final place, so that a crash leaves no half of them."""
        for leftover in self._dir.glob("draft-*"):
            shutil.rmtree(leftover)
        draft = self._dir / f"draft-{secrets.token_hex(4)}"
        draft.mkdir(mode=0o700)
        password = secrets.token_urlsafe(32)
        (draft / "password").write_text(password)
        _write_private(self._dir / "password", password)
        if user:
            user.own(draft / "password")
            user.own(draft)
        cluster = draft / "data"
        durable = self._options.get("fsync") != "off"
        self._run_to_end(
            user,
            [
                str(bin_dir / "initdb"),
                f"--pgdata={cluster}",
                "--username=postgres",
                f"--pwfile={draft / 'password'}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--no-instructions",
                *([] if durable else ["--no-sync"]),
            ],
            draft,
        )
        alone = [str(bin_dir / "postgres"), "--single", "-D", str(cluster), *self._option_arguments(), "postgres"]
        self._run_to_end(user, alone, draft, stdin=f"CREATE DATABASE {DATABASE};\n")
        cluster.rename(self._cluster)
        shutil.rmtree(draft)

    def _run_to_end(self, user: ServiceUser | None, command: list[str], folder: Path, stdin: str = "") -> None:
        status, said = run_as(user, command, folder=folder, stdin=stdin)
        if status != 0 or "ERROR:" in said:
            reason = _last_words(said) or f"exit status {status}"
            raise EmbeddedPostgresError(f"PostgreSQL's database could not be created in {self._dir}: {reason}")

    def _option_arguments(self) -> list[str]:
        return [word for name, value in self._options.items() for word in ("-c", f"{name}={value}")]

    def _choose_port(self, *, unwanted: int) -> int:
        """Return the port of last time if it is free, otherwise another, which is remembered."""
        remembered = self._dir / "port"
        with contextlib.suppress(OSError, ValueError):
            port = int(remembered.read_text())
            if port != unwanted and _is_free(port):
                return port
        port = next(port for port in random.sample(_PORTS, len(_PORTS)) if _is_free(port))
        _write_private(remembered, str(port))
        return port

    def _launch(self, bin_dir: Path, user: ServiceUser | None) -> str | None:
        """Run the server until it answers; return why it did not, or ``None``."""
        log = self._data_dir / "logs" / "postgres.log"
        said_before = log.stat().st_size if log.exists() else 0
        guardian = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-I", "-S", postgres_guardian.__file__, str(log)]
            + [str(number) for number in ((user.uid, user.gid) if user else (-1, -1))]
            + [str(bin_dir / "postgres"), "-D", str(self._cluster), "-p", str(self._port)]
            + self._option_arguments(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd="/",
            env=clean_environment(),
            start_new_session=True,  # Ctrl-C in a terminal is the owner's to handle
        )
        self._guardian = guardian
        assert guardian.stdout is not None
        pid = int(guardian.stdout.readline() or 0)
        guardian.stdout.close()
        deadline = time.monotonic() + _START_TIMEOUT_S
        while guardian.poll() is None and time.monotonic() < deadline:
            if _ready_port(self._cluster, pid) == self._port:
                return None
            time.sleep(0.005)
        if guardian.poll() is None:
            return f"it was not ready after {_START_TIMEOUT_S:.0f} s; see {log}"
        self._guardian = None
        with contextlib.suppress(OSError), log.open("rb") as file:
            file.seek(said_before)
            if words := _last_words(file.read().decode(errors="replace")):
                return words
        return f"see {log}"


def running_admin_url(data_dir: Path) -> str | None:
    """Return the superuser's address of the server in ``data_dir`` if it answers now, whichever process owns it."""
    directory = data_dir.absolute() / "postgres"
    port = _ready_port(directory / "data")
    if port is None:
        return None
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
        return _url((directory / "password").read_text(), port)
    except OSError:
        return None


def _url(password: str, port: int) -> str:
    return f"postgresql://postgres:{password}@127.0.0.1:{port}/{DATABASE}"


def _ready_port(cluster: Path, pid: int | None = None) -> int | None:
    """Read the port from the server's own pid file, once that says the server (as process ``pid``) is ready."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        found, port, status = int(lines[0]), int(lines[3]), lines[7].strip()
    except (OSError, ValueError, IndexError):
        return None
    if status != "ready" or pid not in (None, found):
        return None
    try:
        os.kill(found, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass  # it lives, as another user
    return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _write_private(path: Path, text: str) -> None:
    """Replace ``path`` at once by a file only its owner can read."""
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        os.fsync(file.fileno())
    draft.replace(path)


def _last_words(said: str) -> str:
    """Return the line of a server's output that tells why it ended."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if any(mark in line for mark in ("FATAL:", "PANIC:", "ERROR:", "error:"))]
    bound = [line for line in lines if "could not bind" in line]
    return (bound or telling[-1:] or lines[-1:] or [""])[0]


def _end_leftovers(cluster: Path) -> None:
    """End what a killed server or owner left running on ``cluster``, and a pid file that would stop the next.

    We hold the ownership lock, so whatever still runs there is an orphan.
    """
    pid_file = cluster / "postmaster.pid"
    if not pid_file.exists():
        return
    import psutil

    for how, patience_s in ((signal.SIGINT, 8.0), (signal.SIGKILL, 5.0)):
        orphans = _processes_in(cluster)
        # A server shuts its own processes down in their order: one asked by us, too, would look to it like a crash.
        asked = orphans if how == signal.SIGKILL else _without_children(orphans)
        for process in asked:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(how)
        deadline = time.monotonic() + patience_s
        while any(_works(process) for process in orphans) and time.monotonic() < deadline:
            time.sleep(0.01)
    with contextlib.suppress(OSError, ValueError, IndexError):
        # The server trusts the number alone, which after a restart of the machine may be another program's.
        if psutil.pid_exists(int(pid_file.read_text().splitlines()[0])):
            pid_file.unlink()


def _processes_in(cluster: Path) -> "list[psutil.Process]":
    """Return the server processes that work in ``cluster``: they all have it as their working directory."""
    import psutil

    found, place = [], str(cluster.resolve())
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.name().startswith("postgres") and process.cwd() == place:
                found.append(process)
    return found


def _without_children(processes: "list[psutil.Process]") -> "list[psutil.Process]":
    """Return those of ``processes`` that none of the others started."""
    import psutil

    numbers, found = {process.pid for process in processes}, []
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.ppid() not in numbers:
                found.append(process)
    return found


def _works(process: "psutil.Process") -> bool:
    """Say whether a process still does anything; one that nobody collects the status of does not."""
    import psutil

    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
