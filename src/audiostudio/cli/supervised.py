"""Ties a process to the supervisor that started it: it begins when told to and ends when the supervisor does.

The supervisor holds the other end of the process's standard input: one line on it is the signal to start, end of file
means that the supervisor is gone.
"""

import os
import signal
import sys
import threading
import time

_GRACE_S = 8.0


def wait_for_start() -> None:
    """Wait for the supervisor's start signal; from then on end gracefully soon after the supervisor does."""
    supervisor_pipe = os.dup(0)
    null_device = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null_device, 0)  # child processes must not hold or read the supervisor's pipe
    os.close(null_device)
    if not os.read(supervisor_pipe, 64):
        sys.exit(0)
    threading.Thread(target=_terminate_at_end_of_file, args=(supervisor_pipe,), daemon=True).start()


def _terminate_at_end_of_file(pipe: int) -> None:
    while os.read(pipe, 64):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE_S)
    os._exit(1)
