"""A customer's server that webhooks are sent to."""

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.support.patience import PATIENCE_S
from tests.support.studio import free_port


class Receiver:
    """A customer's server: keeps what it is sent, and refuses the first messages if told to."""

    def __init__(self) -> None:
        self.messages: list[tuple[dict[str, str], bytes]] = []
        self.refusals = 0
        self.status = 204
        self.answer = b""
        self.answer_headers: dict[str, str] = {}
        self.port = free_port()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.messages.append(({key.lower(): value for key, value in self.headers.items()}, body))
                refused = len(receiver.messages) <= receiver.refusals
                self.send_response(503 if refused else receiver.status)
                for name, value in receiver.answer_headers.items():
                    self.send_header(name, value)
                if receiver.answer:
                    self.send_header("Content-Length", str(len(receiver.answer)))
                self.end_headers()
                self.wfile.write(receiver.answer)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?token=a%20b"

    async def received(self, count: int, timeout_s: float = PATIENCE_S) -> None:
        async with asyncio.timeout(timeout_s):
            while len(self.messages) < count:  # noqa: ASYNC110 - another thread receives
                await asyncio.sleep(0.05)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.server.shutdown()
