"""What the tests of the child pool run in children."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from audiostudio.audio.errors import AudioError
from audiostudio.tools.base import ToolError

_calls: list[None] = []


class Unpicklable(Exception):
    def __init__(self) -> None:
        super().__init__("holds a lock")
        self.lock = threading.Lock()


def pid() -> int:
    return os.getpid()


def count_calls() -> tuple[int, int]:
    _calls.append(None)
    return os.getpid(), len(_calls)


def echo(value: object) -> object:
    return value


def say_and_echo(value: object) -> object:
    print("to standard output")
    os.write(1, b"from C to standard output\n")
    subprocess.run([sys.executable, "-c", "import sys; print(sys.stdin.read(1))"], check=True)
    return value


def environment(name: str) -> str | None:
    return os.environ.get(name)


def niceness() -> int:
    return os.nice(0)


def niceness_among_sessions() -> str | None:
    group = Path("/proc/self/autogroup")
    return group.read_text().split()[-1] if group.exists() else None


def sleep(duration_s: float) -> int:
    time.sleep(duration_s)
    return os.getpid()


def write_for_a_moment_and_sleep(duration_s: float) -> str:
    with tempfile.NamedTemporaryFile() as file:
        time.sleep(duration_s)
        return file.name


def sleep_in_c_with_the_interpreter_locked(mark: Path) -> None:
    mark.write_text(str(os.getpid()))
    ctypes.PyDLL(None).sleep(600)


def start_a_grandchild_and_hang(mark: Path) -> None:
    grandchild = subprocess.Popen(["sleep", "600"])
    mark.write_text(str(grandchild.pid))
    time.sleep(600)


def leave_a_runaway_and_die() -> None:
    subprocess.Popen(["sleep", "30"], start_new_session=True)
    os._exit(7)


def hold_cpu(duration_s: float) -> None:
    until = time.monotonic() + duration_s
    while time.monotonic() < until:
        pass


def die(exit_code: int) -> None:
    print("the last word", file=sys.stderr, flush=True)
    os._exit(exit_code)


def segfault() -> None:
    ctypes.string_at(0)


def interrupt_ourselves() -> str:
    os.kill(os.getpid(), signal.SIGINT)
    return "alive"


def allocate(size_bytes: int) -> int:
    return len(bytearray(size_bytes))


def report(steps: int, progress: Callable[[float, str], None]) -> str:
    for step in range(1, steps + 1):
        progress(step / steps, f"step {step}")
    return "done"


def report_then_wait(mark: Path, progress: Callable[[float, str], None]) -> None:
    for step in range(1, 6):
        progress(step / 10, f"step {step}")
    while not mark.exists():
        time.sleep(0.01)


def raise_audio_error() -> None:
    raise AudioError("audio_silent", "There is nothing to hear.")


def raise_tool_error() -> None:
    raise ToolError("format_unknown", "Choose another.", allowed={"format": ["WAV"]})


def raise_builtin(kind: str) -> None:
    if kind == "unicode":
        b"\xff".decode()
    if kind == "os":
        Path("/no such file").read_bytes()
    raise KeyError("missing")


def raise_unpicklable() -> None:
    raise Unpicklable


def raise_exit() -> None:
    sys.exit("asked to leave")


def open_sockets() -> list[str]:
    found = []
    for number in range(3, 256):
        with contextlib.suppress(OSError):
            name = os.readlink(f"/proc/self/fd/{number}") if sys.platform == "linux" else ""
            if name.startswith("socket:"):
                with socket.socket(fileno=os.dup(number)) as found_socket:
                    if found_socket.family != socket.AF_UNIX:
                        found.append(name)
    return found


def _attempt(action: Callable[[], object]) -> str:
    try:
        action()
    except OSError as error:
        return type(error).__name__
    return "done"


def attempt_to_read(path: Path) -> str:
    return _attempt(lambda: Path(path).read_bytes())


def attempt_to_write(path: Path, size_bytes: int) -> str:
    return _attempt(lambda: path.write_bytes(bytes(size_bytes)))


def attempt_to_run(program: str) -> str:
    return _attempt(lambda: subprocess.run([program], check=True))


def attempt_to_connect(port: int) -> str:
    return _attempt(lambda: socket.create_connection(("127.0.0.1", port)).close())


def attempt_to_signal(pid: int) -> str:
    return _attempt(lambda: os.kill(pid, 0))


def die_until_it_was_tried(mark: Path, tries: int, speaks: bool, emit: Callable[[bytes], None]) -> int:
    with mark.open("a") as file:
        print(os.getpid(), file=file)
    if speaks:
        emit(b"a piece")
    if len(mark.read_text().split()) < tries:
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def emit_for_ever(interval_s: float, emit: Callable[[bytes], None]) -> None:
    while True:
        emit(str(os.getpid()).encode())
        time.sleep(interval_s)


def emit_and_report_for_ever(emit: Callable[[bytes], None], progress: Callable[[float, str], None]) -> None:
    emit(str(os.getpid()).encode())
    while True:
        progress(0.5, "at work")
        time.sleep(0.05)
