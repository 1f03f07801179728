"""Ties a process to the supervisor that started it: it begins when told to and ends when the supervisor does.

The lifeline is the process's standard input: one line on it means go, its end means that the supervisor is gone.
"""

import os
import signal
import sys
import threading
import time

_GRACE_S = 8.0


def await_go() -> None:
    """Wait for the supervisor's go, then follow it: to a graceful end soon after its own."""
    lifeline = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)  # what we start ourselves must not hold or read the lifeline
    os.close(nothing)
    if not os.read(lifeline, 64):
        sys.exit(0)
    threading.Thread(target=_follow, args=(lifeline,), daemon=True).start()


def _follow(lifeline: int) -> None:
    while os.read(lifeline, 64):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_S)
    os._exit(1)
