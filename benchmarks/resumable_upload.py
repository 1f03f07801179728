"""An upload of 500 MB that is interrupted twice: does it arrive byte for byte, how fast, and in how much memory?

    python benchmarks/resumable_upload.py [--megabytes 500]

The whole product runs. The file is noise as WAV, which nothing can squeeze. At two fifths of it the client hangs up in
the middle of a request; at four fifths the web server is killed (SIGKILL) while it receives, and started again by its
supervisor. A job then takes the upload, and the SHA-256 of the job's input is compared with the file's. The speed
counts the requests alone. Memory is the most that a web server's process held resident, looked at every 20 ms.
"""

import argparse
import base64
import hashlib
import http.client
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np
import psutil
import soundfile

from support.machine import describe_machine
from support.product import RunningProduct, fresh_data_dir

KEY = "a key for the length of a benchmark"
CHUNK_BYTES = 2**20
LIMIT_RSS_BYTES = 500e6
TUS = {"Authorization": f"Bearer {KEY}", "Tus-Resumable": "1.0.0"}


def write_noise(path: Path, size_bytes: int) -> None:
    """Write a WAV of about the given size."""
    rng = np.random.default_rng(500)
    with soundfile.SoundFile(path, "w", 48_000, 2, "PCM_24") as file:
        for _ in range(size_bytes // (48_000 * 6) - 1):
            file.write(rng.uniform(-0.5, 0.5, (48_000, 2)))


class Client:
    """A client of tus that can be made to fail."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.sending_s = 0.0

    def ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes | None = None
    ) -> http.client.HTTPResponse:
        """Send a request and return the answer, read."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=120)
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        answer.text = answer.read()  # type: ignore[attr-defined]
        connection.close()
        return answer

    def offset(self, address: str) -> int:
        """Return how much has arrived, as soon as there is a server that knows."""
        while True:
            with suppress(OSError, http.client.HTTPException):
                answer = self.ask("HEAD", address, TUS)
                if answer.status == 200:
                    return int(answer.headers["Upload-Offset"])
            time.sleep(0.05)

    def add(self, address: str, file: Path, at: int, stop_at: int | None = None) -> Iterator[int]:
        """Send the file from ``at`` on, yield what was sent so far, and hang up at ``stop_at`` where that is given."""
        size = file.stat().st_size
        with self._counted(), socket.create_connection(("127.0.0.1", self._port)) as line, file.open("rb") as reader:
            headers = TUS | {
                "Host": "localhost",
                "Upload-Offset": str(at),
                "Content-Length": str(size - at),
                "Content-Type": "application/offset+octet-stream",
                "Connection": "close",
            }
            head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            line.sendall(f"PATCH {address} HTTP/1.1\r\n{head}\r\n".encode())
            reader.seek(at)
            while at < (stop_at or size):
                line.sendall(piece := reader.read(min(CHUNK_BYTES, (stop_at or size) - at)))
                at += len(piece)
                yield at
            if stop_at is None:
                status = line.makefile("rb").readline().decode()
                assert " 204 " in status, status

    @contextmanager
    def _counted(self) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.sending_s += time.perf_counter() - began


@contextmanager
def watched_memory() -> Iterator[list[int]]:
    """Give a list that holds, in the end, the most that each web server held resident."""
    peaks: dict[int, int] = {}
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            with suppress(psutil.Error):
                server = web_server()
                peaks[server.pid] = max(peaks.get(server.pid, 0), server.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    most: list[int] = []
    try:
        yield most
    finally:
        done.set()
        watcher.join()
        most += peaks.values()


def web_server() -> psutil.Process:
    """Return the process that answers."""
    for process in psutil.Process(os.getpid()).children(recursive=True):
        with suppress(psutil.Error):
            if "serve" in process.cmdline():
                return process
    raise psutil.NoSuchProcess(0)


def main() -> None:
    """Upload, interrupt, compare, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--megabytes", type=int, default=500)
    size_mb = parser.parse_args().megabytes
    with fresh_data_dir() as data_dir:
        data_dir.mkdir()
        file = data_dir.parent / "noise.wav"
        write_noise(file, size_mb * 1_000_000)
        size = file.stat().st_size
        product = RunningProduct(data_dir, API_KEY=KEY)
        try:
            client = Client(product.port)
            name = base64.b64encode(b"noise.wav").decode()
            begun = client.ask(
                "POST", "/uploads", TUS | {"Upload-Length": str(size), "Upload-Metadata": f"filename {name}"}
            )
            assert begun.status == 201, begun.text  # type: ignore[attr-defined]
            address = begun.headers["Location"]
            with watched_memory() as peaks:
                hung_up_at = size * 2 // 5
                for _ in client.add(address, file, 0, stop_at=hung_up_at):
                    pass
                time.sleep(1)  # the last of it is still being written
                first = client.offset(address)
                kill_at, killed_s = size * 4 // 5, 0.0
                with suppress(OSError):
                    for sent in client.add(address, file, first):
                        if sent >= kill_at:
                            web_server().kill()
                            killed_s = time.perf_counter()
                            break
                second = client.offset(address)
                back_after_s = time.perf_counter() - killed_s
                for _ in client.add(address, file, second):
                    pass
            body = json.dumps({"tool": "conversion", "audio_ids": [address.rpartition("/")[2]]}).encode()
            job = json.loads(client.ask("POST", "/jobs", TUS | {"Content-Type": "application/json"}, body).text)  # type: ignore[attr-defined]
            seen = json.loads(client.ask("GET", f"/status/{job['job_id']}", TUS).text)  # type: ignore[attr-defined]
            client.ask("POST", f"/job/{job['job_id']}/cancel", TUS)
        finally:
            product.stop()
        with file.open("rb") as reader:
            whole = seen["inputs"][0]["sha256"] == hashlib.file_digest(reader, "sha256").hexdigest()
    sent = hung_up_at + kill_at - first + size - second
    print(describe_machine())
    print(f"size                         {size / 1e6:.0f} MB")
    print(f"hung up at                   {hung_up_at / 1e6:.1f} MB, went on at {first / 1e6:.1f} MB")
    went_on = f"went on at {second / 1e6:.1f} MB after {back_after_s:.1f} s"
    print(f"web server killed at         {kill_at / 1e6:.1f} MB, {went_on}")
    print(f"sent in all                  {sent / 1e6:.1f} MB, {sent / client.sending_s / 1e6:.0f} MB/s")
    print(f"most memory of a web server  {max(peaks) / 1e6:.0f} MB (limit {LIMIT_RSS_BYTES / 1e6:.0f} MB)")
    print(f"arrived byte for byte        {whole}")
    sys.exit(not (whole and max(peaks) < LIMIT_RSS_BYTES))


if __name__ == "__main__":
    main()
