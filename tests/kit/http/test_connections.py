"""Connections that stand still are ended, and those that are only slow are not; over sockets."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
import uvicorn

from audiostudio.kit.http.connections import ConnectionLimits, LimitedHttp, LimitedWebSocket

HEAD_S, SILENCE_S = 0.6, 1.2
_LIMITS = ConnectionLimits(head_s=HEAD_S, silence_s=SILENCE_S)
_PIECE = b"x" * 65536

Connect = Callable[[], socket.socket]


class _Http(LimitedHttp):
    limits = _LIMITS


class _WebSocket(LimitedWebSocket):
    limits = _LIMITS


async def _app(scope: Any, receive: Any, send: Any) -> None:
    """Answer with as much, as slowly, as the path asks for."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while True:
            await send({"type": "websocket.send", "bytes": _PIECE})
    if scope["path"] == "/body":
        while (await receive()).get("more_body"):
            pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["path"] == "/endless":
        while not asyncio.current_task().cancelling() and (await _is_connected(receive)):  # type: ignore[union-attr]
            await send({"type": "http.response.body", "body": _PIECE, "more_body": True})
    if scope["path"] == "/seldom":
        for _ in range(8):
            await send({"type": "http.response.body", "body": b".", "more_body": True})
            await asyncio.sleep(SILENCE_S / 4)
    await send({"type": "http.response.body", "body": b"end"})


async def _is_connected(receive: Any) -> bool:
    with suppress(TimeoutError):
        async with asyncio.timeout(0):
            return bool((await receive())["type"] != "http.disconnect")
    return True


@pytest.fixture(scope="module")
def connect() -> Iterator[Connect]:
    """Give a function that connects to a server with short limits."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(_app, http=_Http, ws=_WebSocket, log_level="critical", lifespan="off", timeout_keep_alive=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()

    def connect() -> socket.socket:
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        line.settimeout(10)
        line.connect(listener.getsockname())
        return line

    yield connect
    server.should_exit = server.force_exit = True
    thread.join()


def _seconds_until_closed(line: socket.socket, *, each: bytes = b"") -> float:
    """Return when the other side ends the connection, sending ``each`` now and then."""
    began = time.monotonic()
    line.settimeout(0.1)
    while time.monotonic() - began < 10:
        try:
            if each:
                line.send(each)
            if not line.recv(65536):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - began


def _ends(line: socket.socket) -> bool:
    """Read what is left, and return whether that is less than an answer without end would be."""
    received = 0
    with suppress(ConnectionError):
        while received < 2**25 and (piece := line.recv(2**20)):
            received += len(piece)
    return received < 2**25


@pytest.mark.parametrize("sent", [b"", b"GET / HTT", b"GET / HTTP/1.1\r\nHost: a\r\nX-Half: ", b"\r\n\r\n"])
def test_a_head_that_does_not_arrive_in_full_ends_the_connection(connect: Connect, sent: bytes) -> None:
    with connect() as line:
        line.send(sent)
        assert HEAD_S * 0.8 < _seconds_until_closed(line) < HEAD_S + 2


@pytest.mark.parametrize("each", [b"X-A: b\r\n", b"\r"])
def test_a_head_that_drips_gets_no_more_time(connect: Connect, each: bytes) -> None:
    with connect() as line:
        line.send(b"GET / HTTP/1.1\r\nHost: a\r\n" if each != b"\r" else b"")
        assert _seconds_until_closed(line, each=each) < HEAD_S + 2


def test_between_requests_a_few_bytes_keep_no_connection_open(connect: Connect) -> None:
    with connect() as line:
        line.send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        assert b"200" in line.recv(65536)
        line.send(b"\r\n")
        assert _seconds_until_closed(line) < HEAD_S + 3


def test_a_body_that_stands_still_ends_the_connection(connect: Connect) -> None:
    with connect() as line:
        line.send(b"POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc")
        assert SILENCE_S * 0.8 < _seconds_until_closed(line) < SILENCE_S + 3


def test_a_body_that_drips_ends_the_connection(connect: Connect) -> None:
    with connect() as line:
        line.send(b"POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nabc")
        assert _seconds_until_closed(line, each=b"x") < 2 * SILENCE_S + 3


def test_a_slow_body_is_taken(connect: Connect) -> None:
    pieces = 8
    with connect() as line:
        line.send(b"POST /body HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % (pieces * 8192))
        for _ in range(pieces):
            time.sleep(SILENCE_S / 4)
            line.send(b"x" * 8192)
        assert b"200 OK" in line.recv(65536)


def test_whoever_stops_reading_is_cut_off(connect: Connect) -> None:
    with connect() as line:
        line.send(b"GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(2 * SILENCE_S)
        assert _ends(line)


def test_a_slow_reader_is_served(connect: Connect) -> None:
    with connect() as line:
        line.send(b"GET /endless HTTP/1.1\r\nHost: a\r\n\r\n")
        for _ in range(12):
            time.sleep(SILENCE_S / 6)
            assert line.recv(4096)


def test_an_answer_that_comes_seldom_is_no_stalled_one(connect: Connect) -> None:
    with connect() as line:
        line.send(b"GET /seldom HTTP/1.1\r\nHost: a\r\n\r\n")
        received = b""
        while not received.endswith(b"0\r\n\r\n"):
            piece = line.recv(65536)
            assert piece, received
            received += piece


def test_half_a_request_behind_another_does_not_end_the_others_answer(connect: Connect) -> None:
    with connect() as line:
        line.send(b"GET /seldom HTTP/1.1\r\nHost: a\r\n\r\nGET / HTT")
        received = b""
        while not received.endswith(b"0\r\n\r\n"):
            piece = line.recv(65536)
            assert piece, received
            received += piece


def test_a_websocket_that_nobody_reads_is_cut_off(connect: Connect) -> None:
    with connect() as line:
        line.send(
            b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
        assert b"101" in line.recv(200)
        time.sleep(2 * SILENCE_S)
        assert _ends(line)
