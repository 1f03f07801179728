"""A small server that speaks as ElevenLabs does for music and sounds, and as Stability does, with faults on demand."""

import io
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import soundfile

KEY = "sk_test_0123456789abcdef"


@dataclass
class MusicStandIn:
    """The server's address, what it was asked, and what it does wrong next.

    Attributes:
        asked: path, query and fields of each request; a file among them as its sound, ``(frames, channels)``.
        faults: a status with its body, or a word: ``hang``, ``half``, ``garbage``, ``filtered``; each used up once.
    """

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    faults: list[tuple[int, dict[str, Any]] | str] = field(default_factory=list)


def hum(seconds: float, rate_hz: int) -> np.ndarray:
    """Return what it makes, ``(frames, channels)``."""
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    return np.stack([0.3 * np.sin(2 * np.pi * 220 * t)] * 2, axis=1)


def _encoded(seconds: float, rate_hz: int, name: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, hum(seconds, rate_hz), rate_hz, format=name)
    return file.getvalue()


def _form(body: bytes, content_type: str) -> dict[str, Any]:
    boundary = re.search(r"boundary=(\S+)", content_type)
    assert boundary, "a form of several parts"
    fields: dict[str, Any] = {}
    for part in body.split(b"--" + boundary[1].encode())[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = re.search(rb'name="(\w+)"', head)
        assert name
        content = content.removesuffix(b"\r\n")
        is_file = b"filename=" in head
        fields[name[1].decode()] = soundfile.read(io.BytesIO(content))[0] if is_file else content.decode()
    return fields


@contextmanager
def music_stand_in() -> Iterator[MusicStandIn]:
    """Serve until the block ends."""
    state = MusicStandIn()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            path, _, query = self.path.partition("?")
            is_stability = path.startswith("/v2beta/")
            fields = _form(body, self.headers["Content-Type"]) if is_stability else json.loads(body)
            state.asked.append({"path": path, "query": query, **fields})
            key = self.headers["Authorization"] if is_stability else self.headers["xi-api-key"]
            if key != (f"Bearer {KEY}" if is_stability else KEY):
                name = {"id": "1", "name": "unauthorized", "errors": ["bad key"]}
                self._json(401, name if is_stability else {"detail": {"status": "invalid_api_key", "message": "no"}})
                return
            if path == "/v1/music":
                data = _encoded(fields["music_length_ms"] / 1_000, 48_000, "MP3")
            elif path == "/v1/sound-generation":
                data = _encoded(fields["duration_seconds"], 44_100, "MP3")
            else:
                data = _encoded(float(fields["duration"]), 44_100, "WAV")
            self._answer(data, state.faults.pop(0) if state.faults else None)

        def _answer(self, data: bytes, fault: tuple[int, dict[str, Any]] | str | None) -> None:
            if fault == "hang":
                time.sleep(3)
                self.close_connection = True
            elif fault == "half":
                self._head(200, len(data))
                self.wfile.write(data[: len(data) // 2])
                self.close_connection = True
            elif fault == "garbage":
                self._send(200, b"this is no sound " * 100)
            elif fault == "filtered":
                self._send(200, data, {"finish-reason": "CONTENT_FILTERED"})
            elif isinstance(fault, tuple):
                self._json(*fault)
            else:
                self._send(200, data)

        def _json(self, status: int, document: Any) -> None:
            self._send(status, json.dumps(document).encode(), {"Content-Type": "application/json"})

        def _send(self, status: int, data: bytes, headers: dict[str, str] | None = None) -> None:
            self._head(status, len(data), headers)
            self.wfile.write(data)

        def _head(self, status: int, size: int, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(size))
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
