"""The child's side of an engine in an environment of its own; the parent's is ``engines/external/process.py``.

It runs with the Python of that environment, as ``python -I serve.py ADAPTER OPTIONS``, and imports nothing but the
standard library and the adapter: a file that names its ``ENGINE``, its ``PACKAGES`` and its ``ACTIONS``, and may import
what lies beside it.

Both sides speak in lines of JSON. The child begins with ``{"hello": {"protocol", "engine", "versions"}}``. The parent
sends ``{"id", "do", "arguments"}`` one at a time, and may send ``{"cancel": id}`` at any time. The child answers with
any number of ``{"id", "progress": [fraction, message]}``, then with ``{"id", "done": {...}}``, or ``{"id", "failed":
{"code", "detail"}}``, or ``{"id", "cancelled": true}``. Sound travels in files that the parent names.
"""

import ctypes
import importlib
import json
import os
import queue
import resource
import signal
import sys
import threading
import time
import traceback
import types
from collections.abc import Callable
from importlib import metadata
from typing import Any

PROTOCOL = 1
_PROGRESS_INTERVAL_S = 0.1


class _Cancelled(BaseException):
    """Nobody waits for the answer any more; not an Exception, so that no library swallows it."""


def main() -> None:
    """Serve until standard input closes, or until nothing has been asked for as long as the options say."""
    adapter_path, options = sys.argv[1], json.loads(sys.argv[2])
    _end_with(options["parent_pid"])
    requests, replies = _private_pipes()
    send = _sender(replies)
    adapter = _load(adapter_path)
    send({"hello": {"protocol": PROTOCOL, "engine": adapter.ENGINE, "versions": _versions(adapter.PACKAGES)}})
    waiting: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    cancelled: set[int] = set()
    threading.Thread(target=_receive, args=(requests, waiting, cancelled), daemon=True).start()
    while True:
        try:
            request = waiting.get(timeout=options["idle_s"])
        except queue.Empty:
            return
        send({"id": request["id"], **_answer(adapter, request, cancelled, send)})


def _answer(
    adapter: Any, request: dict[str, Any], cancelled: set[int], send: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    number = request["id"]
    said_at = 0.0

    def progress(fraction: float, message: str) -> None:
        nonlocal said_at
        if number in cancelled:
            raise _Cancelled
        if time.monotonic() - said_at >= _PROGRESS_INTERVAL_S:
            said_at = time.monotonic()
            send({"id": number, "progress": [float(fraction), message]})

    try:
        return {"done": adapter.ACTIONS[request["do"]](request["arguments"], progress)}
    except _Cancelled:
        return {"cancelled": True}
    except Exception as error:
        code = getattr(error, "code", None)  # what the adapter foresaw has one, and a sentence for people
        if isinstance(code, str):
            return {"failed": {"code": code, "detail": str(error)}}
        traceback.print_exc()
        return {"failed": {"code": None, "detail": f"{type(error).__name__}: {error}"[:500]}}


def _end_with(parent_pid: int) -> None:
    """Let the kernel end this process with its parent, where it can; the reading thread does it elsewhere."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        with open("/proc/self/oom_score_adj", "w") as score:  # when memory ends, we go before the database does
            score.write("500")
    if os.getppid() != parent_pid:
        os._exit(1)


def _private_pipes() -> tuple[int, int]:
    """Keep both pipes for ourselves: whatever a library prints goes to standard error."""
    requests, replies = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    return requests, replies


def _receive(pipe: int, waiting: "queue.SimpleQueue[dict[str, Any]]", cancelled: set[int]) -> None:
    with open(pipe, encoding="utf-8") as requests:
        for line in requests:
            message = json.loads(line)
            if "cancel" in message:
                cancelled.add(message["cancel"])
            else:
                waiting.put(message)
    os.killpg(0, signal.SIGKILL)  # the parent is gone: so are we, with everything we started


def _sender(pipe: int) -> Callable[[dict[str, Any]], None]:
    stream = open(pipe, "w", encoding="utf-8")  # noqa: SIM115 - open for as long as the process lives
    lock = threading.Lock()

    def send(message: dict[str, Any]) -> None:
        with lock:
            stream.write(json.dumps(message) + "\n")
            stream.flush()

    return send


def _load(path: str) -> Any:
    """Import the adapter as part of a package that is its folder, so that it can import what lies beside it."""
    folder, file = os.path.split(path)
    package = types.ModuleType("adapters")
    package.__path__ = [folder]
    sys.modules["adapters"] = package
    return importlib.import_module(f"adapters.{os.path.splitext(file)[0]}")


def _versions(packages: tuple[str, ...]) -> dict[str, str]:
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for name in packages:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "missing"
    return found


if __name__ == "__main__":
    main()
