"""Runs between an owner and its PostgreSQL so that the server ends with its owner, however that one ends.

A small program of its own (standard library only, started as ``python -I -S``): it starts the server, says its
process id on standard output, keeps its log within bounds, and shuts it down when its standard input closes.
"""

import contextlib
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

LOG_LIMIT_BYTES = 10 * 1024 * 1024
_FAST_S, _IMMEDIATE_S = 8.0, 3.0


def main() -> int:
    """Guard one server until it ends or standard input closes; return the server's exit status."""
    log_path, uid, gid, *command = sys.argv[1:]
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_write, False)
    signal.set_wakeup_fd(wake_write)
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: None)  # a handler, unlike SIG_IGN, is not inherited by the server

    server = _start(command, int(uid), int(gid))
    sys.stdout.write(f"{server.pid}\n")
    sys.stdout.flush()
    assert server.stdout is not None
    logger = threading.Thread(target=_keep_log, args=(server.stdout.fileno(), Path(log_path)), daemon=True)
    logger.start()

    owner = sys.stdin.fileno()
    while server.poll() is None:
        ready = select.select([wake_read, owner], [], [])[0]
        if wake_read in ready:
            os.read(wake_read, 4096)
        if owner in ready and not os.read(owner, 1):
            _stop(server)
    logger.join(timeout=1.0)
    return server.returncode


def _start(command: list[str], uid: int, gid: int) -> "subprocess.Popen[bytes]":
    who: dict[str, Any] = {"user": uid, "group": gid, "extra_groups": []} if uid >= 0 else {}
    return subprocess.Popen(  # noqa: S603 - the owner's command
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=_end_with_guardian() if sys.platform == "linux" else None,  # noqa: PLW1509 - no other thread yet
        **who,
    )


def _end_with_guardian() -> Callable[[], None]:
    """Return what makes the kernel shut the server down if even this program is killed."""
    import ctypes

    prctl, guardian = ctypes.CDLL(None).prctl, os.getpid()

    def in_server() -> None:
        # Runs after the change of user, which would clear the setting. 1 is PR_SET_PDEATHSIG.
        prctl(1, signal.SIGINT)
        if os.getppid() != guardian:
            os._exit(1)

    return in_server


def _keep_log(pipe: int, path: Path) -> None:
    """Copy ``pipe`` to ``path`` until it closes; what a full disk refuses is dropped, so the server never waits."""
    log = -1
    while text := os.read(pipe, 65536):
        with contextlib.suppress(OSError):
            if log < 0:
                log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o640)
            if os.fstat(log).st_size + len(text) > LOG_LIMIT_BYTES:
                os.close(log)
                log = -1
                path.replace(path.with_name(f"{path.name}.1"))
                log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o640)
            os.write(log, text)


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """Ask for a fast shutdown, then an immediate one, then kill."""
    for how, patience_s in ((signal.SIGINT, _FAST_S), (signal.SIGQUIT, _IMMEDIATE_S)):
        server.send_signal(how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(patience_s)
            return
    server.kill()
    server.wait()


if __name__ == "__main__":
    sys.exit(main() != 0)
