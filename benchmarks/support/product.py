"""Starts the product as a person does, on a data directory that vanishes afterwards."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class RunningProduct:
    """One ``audiostudio up`` in ``data_dir``; ``ready_after_s`` is what it took to /health with everything well."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self._log = (data_dir.parent / "up.log").open("w+")
        began = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "audiostudio.cli.main", "up", "--port", str(self.port), "--data-dir", str(data_dir)],
            env=os.environ | {"REQUEST_RATE_LIMIT": "1000000/minute"} | environment,
            cwd=data_dir.parent,
            stderr=self._log,
        )
        while not self._is_well():
            if self._process.poll() is not None:
                self._log.seek(0)
                raise RuntimeError(self._log.read())
            time.sleep(0.01)
        self.ready_after_s = time.perf_counter() - began

    def stop(self) -> None:
        """Stop it as Ctrl-C does."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(timeout=60)
        self._log.close()

    def _is_well(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=1)
        with suppress(OSError, http.client.HTTPException, ValueError):
            connection.request("GET", "/health")
            answer = connection.getresponse()
            return answer.status == 200 and json.loads(answer.read())["worker"] == "ok"
        return False


@contextmanager
def fresh_data_dir() -> Iterator[Path]:
    """Give a data directory that the unprivileged database server can enter."""
    root = Path(tempfile.mkdtemp(prefix="audiostudio-benchmark-"))
    root.chmod(0o755)
    try:
        yield root / "data"
    finally:
        shutil.rmtree(root, ignore_errors=True)


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
