"""``audiostudio up`` for real: it gets ready, survives the death of each of its processes, and leaves none behind."""

import contextlib
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import psutil
import pytest

from audiostudio.kit.postgres.embedded import running_admin_url
from tests.cli.conftest import Run
from tests.support.patience import PATIENCE_S


@dataclass
class Up:
    """A running product."""

    process: "subprocess.Popen[str]"
    data_dir: Path
    url: str = ""
    said: list[str] = field(default_factory=list)
    ready: threading.Event = field(default_factory=threading.Event)

    def listen(self) -> None:
        """Read what it says until it ends, so that the pipe never fills."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.said.append(line)
            if "Audio Studio is ready: " in line:
                self.url = line.split()[4]
                self.ready.set()
        self.ready.set()

    def family(self) -> list[psutil.Process]:
        with contextlib.suppress(psutil.NoSuchProcess):
            return psutil.Process(self.process.pid).children(recursive=True)
        return []

    def find(self, part: str) -> psutil.Process | None:
        """Return the process that is the web server, the worker or the database server, if it runs now."""
        for process in self.family():
            with contextlib.suppress(psutil.Error):
                words = process.cmdline()
                if (part == "postgres" and process.name() == "postgres" and "-D" in words) or (
                    part != "postgres" and "audiostudio.cli.main" in words and part in words
                ):
                    return process
        return None

    def health(self) -> dict[str, object] | None:
        with contextlib.suppress(httpx2.HTTPError, ValueError):
            answer = httpx2.get(f"{self.url}/health", timeout=5)
            if answer.status_code == 200:
                return dict(answer.json())
        return None


def wait_until(true: Callable[[], object], timeout_s: float = PATIENCE_S) -> None:
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


def is_gone(process: psutil.Process) -> bool:
    try:
        return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.fixture(scope="module")
def kept_data_dir() -> Iterator[Path]:
    """A data directory that the tests of this module start on one after the other."""
    root = Path(tempfile.mkdtemp(prefix="audio studio "))
    root.chmod(0o755)
    yield root / "data"
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture
def start(kept_data_dir: Path, environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[[], Up]]:
    started: list[Up] = []

    def start() -> Up:
        process = subprocess.Popen(
            [sys.executable, "-m", "audiostudio.cli.main", "up", "--port", "0", "--data-dir", str(kept_data_dir)],
            env={**environment, "WORKER_CONCURRENCY": "1"},
            cwd=tmp_path,
            stderr=subprocess.PIPE,
            text=True,
        )
        up = Up(process, kept_data_dir)
        started.append(up)
        threading.Thread(target=up.listen, daemon=True).start()
        assert up.ready.wait(60), up.said
        assert up.url, up.said
        return up

    yield start
    for up in started:
        family = up.family()
        up.process.kill()
        up.process.wait()
        wait_until(lambda family=family: all(is_gone(process) for process in family))  # type: ignore[misc]
        print("".join(up.said))


def test_it_gets_ready_answers_and_ends_on_ctrl_c_with_nothing_left(start: Callable[[], Up]) -> None:
    up = start()
    health = up.health()
    assert health is not None
    assert health["status"] == "ok"
    assert running_admin_url(up.data_dir) is not None
    family = up.family()
    assert len(family) > 4

    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(timeout=60) == 0
    assert all(is_gone(process) for process in family)
    assert running_admin_url(up.data_dir) is None
    assert "Traceback" not in "".join(up.said)


def test_sigterm_during_the_start_leaves_nothing_either(
    kept_data_dir: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    for delay_s in (0.3, 0.6, 1.2):
        process = subprocess.Popen(
            [sys.executable, "-m", "audiostudio.cli.main", "up", "--port", "0", "--data-dir", str(kept_data_dir)],
            env=environment,
            cwd=tmp_path,
            stderr=subprocess.PIPE,
            text=True,
        )
        time.sleep(delay_s)
        with contextlib.suppress(psutil.NoSuchProcess):
            family = psutil.Process(process.pid).children(recursive=True)
        process.terminate()
        _, said = process.communicate(timeout=60)
        wait_until(lambda family=family: all(is_gone(member) for member in family))  # type: ignore[misc]
        assert "Traceback" not in said
        assert running_admin_url(kept_data_dir) is None


def test_files_of_customers_are_its_users_alone_and_it_opens_as_many_as_the_system_allows(
    start: Callable[[], Up], kept_data_dir: Path
) -> None:
    """Whatever the umask and the soft limit it is started with, and whatever an earlier version left open."""
    old = kept_data_dir / "storage" / "workspace" / "old.wav"
    old.parent.mkdir(parents=True, exist_ok=True)
    old.write_text("sound")
    for path, mode in ((old, 0o644), (old.parent, 0o755), (old.parent.parent, 0o755)):
        path.chmod(mode)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    umask = os.umask(0o022)
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, hard))
    try:
        up = start()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        os.umask(umask)
    for part in ("serve", "worker"):
        process = up.find(part)
        assert process
        assert process.rlimit(psutil.RLIMIT_NOFILE) == (min(hard, 2**20), hard)
    private = [kept_data_dir / name for name in ("storage", "work", "secret_key", "postgres/password", "postgres/data")]
    private += [*(kept_data_dir / "storage").rglob("*"), *(kept_data_dir / "work").rglob("*")]
    assert old in private
    assert [path for path in private if path.stat().st_mode & 0o077] == []
    assert kept_data_dir.stat().st_mode & 0o007 == 0


def test_each_process_that_is_killed_comes_back(start: Callable[[], Up]) -> None:
    up = start()
    for part in ("serve", "worker", "postgres"):
        victim = up.find(part)
        assert victim is not None
        victim.send_signal(signal.SIGKILL)
        wait_until(lambda victim=victim: is_gone(victim))  # type: ignore[misc]
        wait_until(lambda part=part: up.find(part) is not None)  # type: ignore[misc]
        wait_until(lambda: (up.health() or {}).get("status") == "ok")
    assert up.process.poll() is None


def test_no_request_is_refused_while_the_web_server_is_started_again(start: Callable[[], Up]) -> None:
    up = start()
    victim = up.find("serve")
    assert victim is not None
    victim.send_signal(signal.SIGKILL)
    wait_until(lambda: is_gone(victim))
    assert httpx2.get(f"{up.url}/health", timeout=60).status_code == 200


def test_kill_9_takes_everything_down(start: Callable[[], Up]) -> None:
    up = start()
    family = up.family()
    up.process.kill()
    up.process.wait()
    wait_until(lambda: all(is_gone(process) for process in family))
    assert running_admin_url(up.data_dir) is None


def test_a_second_one_on_the_same_data_is_refused_in_one_line(start: Callable[[], Up], run: Run) -> None:
    up = start()
    done = run("up", "--port", "0", "--data-dir", up.data_dir)
    assert done.returncode == 1
    assert f"is in use by another Audio Studio (process {up.process.pid})" in done.stderr
    assert done.stderr.endswith("[data_dir_in_use]\n")
    assert done.stderr.count("\n") == 1
    assert up.health()


def test_a_warm_start_takes_seconds(start: Callable[[], Up]) -> None:
    first = start()
    first.process.send_signal(signal.SIGTERM)
    first.process.wait(timeout=60)
    began = time.monotonic()
    start()
    assert time.monotonic() - began < 50  # ten times what is promised, for a busy machine


def test_serve_and_worker_share_the_database_of_whoever_starts_first(
    kept_data_dir: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    def begin(*arguments: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-m", "audiostudio.cli.main", *arguments, "--data-dir", str(kept_data_dir)],
            env=environment,
            cwd=tmp_path,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    port = find_free_port()
    server, worker = begin("serve", "--port", str(port)), begin("worker")
    up = Up(server, kept_data_dir, url=f"http://127.0.0.1:{port}")
    try:
        wait_until(lambda: (up.health() or {}).get("status") == "ok")
    finally:
        for process in (worker, server):
            process.terminate()
        for process in (worker, server):
            process.wait(timeout=60)
    assert running_admin_url(kept_data_dir) is None


def find_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_migrate_prepares_a_database_and_stops_it_again(run: Run, kept_data_dir: Path) -> None:
    done = run("migrate", "--data-dir", kept_data_dir)
    assert (done.returncode, done.stderr) == (0, "The database has the present schema.\n")
    assert running_admin_url(kept_data_dir) is None


def test_a_process_without_its_supervisor_does_not_begin(environment: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "audiostudio.cli.main", "worker", "--supervised", "--data-dir", str(tmp_path)],
        env=environment,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert os.listdir(tmp_path) == []
