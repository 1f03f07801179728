"""The child's side of :mod:`audiostudio.kit.processes.pool`: runs one function after another and reports on a pipe.

Started as a program of its own in a fresh interpreter. It ends when its parent does, whatever it is doing then.
"""

import contextlib
import importlib
import inspect
import json
import os
import pickle
import queue
import signal
import struct
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from audiostudio.kit.processes.confinement import drop_privileges, hide_folders, refuse_network

OFFLINE, ONLINE = b"o", b"n"  # before each request: whether the network must be out of reach of it
STOP = b"s"  # instead of a request: the one in work ends at its next word of progress, or piece
FRAME = struct.Struct("!Q")  # length of the pickle that follows
_PROGRESS_INTERVAL_S = 0.1


def main() -> None:
    """Serve requests from standard input until it closes."""
    options: dict[str, Any] = json.loads(sys.argv[1])
    _end_with(options["parent_pid"])
    _limit_resources(options["nice"], options["memory_limit_bytes"])
    unconfined = _confine(options["confinement"])
    requests, replies = _private_pipes()
    send = _sender(replies)
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    stopping = threading.Event()
    threading.Thread(target=_receive, args=(requests, waiting, stopping), daemon=True).start()
    for module in options["prewarm_imports"]:
        importlib.import_module(module)
    send(("ready", unconfined))
    progress = _Progress(send, stopping)
    sealed = options["confinement"] is None
    while True:
        request = waiting.get()
        if not sealed and request[:1] == OFFLINE:
            sealed = True
            if reason := refuse_network():
                send(("unconfined", reason))
        reply = _run(request[1:], progress, send)
        progress.flush()
        send((*reply, _resident_bytes()))


def rebuild_exception(packed: tuple[Any, ...]) -> BaseException:
    """Return the exception that :func:`_pack_exception` packed."""
    how, first, *rest = packed
    if how == "pickle":
        exception = pickle.loads(first)  # noqa: S301 - from our own child
    else:
        # Exceptions whose __init__ takes something else than their args cannot be pickled: theirs is not called.
        exception = first.__new__(first, *rest[0])
        exception.args = rest[0]
        exception.__dict__.update(rest[1])
    assert isinstance(exception, BaseException)
    return exception


def _end_with(parent_pid: int) -> None:
    """Let the kernel end this process with its parent, where it can; the reading thread does it elsewhere."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
    if os.getppid() != parent_pid:
        os._exit(1)


def _limit_resources(nice: int, memory_limit_bytes: int | None) -> None:
    import resource

    niceness = os.nice(nice)
    if nice:
        # Where Linux weighs whole sessions against each other, nice speaks only within this one, which is ours alone.
        with contextlib.suppress(OSError), open("/proc/self/autogroup", "w") as group:
            group.write(str(niceness))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        if memory_limit_bytes:  # not RLIMIT_AS: libraries reserve address space that they never fill
            resource.setrlimit(resource.RLIMIT_DATA, (memory_limit_bytes, memory_limit_bytes))
        with open("/proc/self/oom_score_adj", "w") as score:  # when memory ends, we go before the database does
            score.write("500")


def _confine(confinement: dict[str, Any] | None) -> list[str]:
    """Give up, before anything else runs here, what is not needed; return what could not be given up."""
    if confinement is None:
        return []
    import resource

    most = confinement["file_size_limit_bytes"]
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    hidden, shown, writable = (
        None if paths is None else [Path(path) for path in paths]
        for paths in (confinement[name] for name in ("hidden", "shown", "writable"))
    )
    return [reason for reason in (drop_privileges(), hide_folders(hidden or (), shown or (), writable)) if reason]


def _private_pipes() -> tuple[int, int]:
    """Keep both pipes for ourselves: whatever a library prints goes to standard error."""
    requests, replies = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return requests, replies


def _receive(pipe: int, waiting: "queue.SimpleQueue[bytes]", stopping: threading.Event) -> None:
    with open(pipe, "rb") as requests:
        while len(head := requests.read(FRAME.size)) == FRAME.size:
            request = requests.read(FRAME.unpack(head)[0])
            if request == STOP:
                stopping.set()
            else:
                stopping.clear()  # here, where words are read in their order: it was meant for the request before
                waiting.put(request)
    os.killpg(0, signal.SIGKILL)  # the parent is gone: so are we, with everything we started


def _sender(pipe: int) -> Callable[[tuple[Any, ...]], None]:
    lock = threading.Lock()

    def send(message: tuple[Any, ...]) -> None:
        data = pickle.dumps(message)
        with lock:
            for part in (FRAME.pack(len(data)), data):
                view = memoryview(part)
                while view:
                    view = view[os.write(pipe, view) :]

    return send


class _Stopped(BaseException):
    """Nobody waits any more for what the function does."""


class _Progress:
    """Passes progress on at most ten times a second; the latest word always arrives."""

    def __init__(self, send: Callable[[tuple[Any, ...]], None], stopping: threading.Event) -> None:
        self._send = send
        self._stopping = stopping
        self._latest: tuple[float, str] | None = None
        self._lock = threading.Lock()
        self._news = threading.Event()
        threading.Thread(target=self._pass_on, daemon=True).start()

    def __call__(self, fraction: float, message: str) -> None:
        self.stop_if_asked()
        self._latest = (float(fraction), str(message))
        self._news.set()

    def stop_if_asked(self) -> None:
        """Raise where nobody waits any more, which whatever reports progress must be ready for."""
        if self._stopping.is_set():
            raise _Stopped

    def flush(self) -> None:
        """Send what has not been sent."""
        with self._lock:
            latest, self._latest = self._latest, None
            if latest is not None:
                self._send(("progress", *latest))

    def _pass_on(self) -> None:
        while True:
            self._news.wait()
            self._news.clear()
            self.flush()
            time.sleep(_PROGRESS_INTERVAL_S)


def _run(request: bytes, progress: _Progress, send: Callable[[tuple[Any, ...]], None]) -> tuple[Any, ...]:
    def emit(piece: bytes) -> None:
        progress.stop_if_asked()
        send(("piece", piece))

    try:
        name, args = pickle.loads(request)  # noqa: S301 - from our own parent
        function = _find(name)
        offered = {"progress": progress, "emit": emit}
        taken = {word: offered[word] for word in offered.keys() & inspect.signature(function).parameters.keys()}
        return "result", pickle.dumps(function(*args, **taken))
    except BaseException as error:
        return "error", _pack_exception(error), "".join(traceback.format_exception(error))


def _find(name: str) -> Callable[..., Any]:
    module, _, path = name.partition(":")
    found: Any = importlib.import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    function: Callable[..., Any] = found
    return function


def _pack_exception(error: BaseException) -> bytes | None:
    """Return ``error`` as bytes from which an equal one can be made, or ``None``."""
    if not isinstance(error, Exception):
        return None
    for pack in (
        lambda: ("pickle", pickle.dumps(error)),
        lambda: ("parts", type(error), error.args, error.__dict__),
    ):
        try:
            packed = pickle.dumps(pack())
            again = rebuild_exception(pickle.loads(packed))  # noqa: S301 - packed above
            if type(again) is type(error) and str(again) == str(error) and again.__dict__ == error.__dict__:
                return packed
        except Exception:  # noqa: S112 - whatever stops this way, the next may work
            continue
    return None


def _resident_bytes() -> int:
    import psutil

    return int(psutil.Process().memory_info().rss)


if __name__ == "__main__":
    main()
