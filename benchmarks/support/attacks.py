"""What one account can do to others: every attack in ``ATTACKS`` lasts for as long as its block runs."""

import asyncio
import io
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, suppress
from functools import cache
from typing import Any

import httpx2
import numpy as np
import soundfile

from support.people import Person, second_of_sound
from support.product import free_port

JOBS, SILENT_FILES, DEAD_WEBHOOKS, LONG_TEXTS = 1000, 300, 24, 2
STALLED_READERS, LEDGER_ROWS, HALF_HEADS = 50, 15_000, 2_000
SILENCE_HOURS = 3.9
LONG_TEXT = "The quick brown fox jumps over the lazy dog. " * 6_666
HANGING_PORT = free_port()
_AT_ONCE = 50
_HALF_HEAD = b"GET / HTTP/1.1\r\nHost: a\r\nX-Half: "


Attack = Callable[[Person], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def stalled_readers(attacker: Person) -> AsyncIterator[None]:
    """Ask for a long answer on many connections and read none of it."""
    with attacker.admin() as connection:
        connection.execute(
            "INSERT INTO credit_transactions (workspace_id, kind, amount, balance_after, description, idempotency_key) "
            "SELECT %s, 'grant', 1, 1, repeat('x', 500), new_id()::text FROM generate_series(1, %s)",
            (attacker.workspace_id, LEDGER_ROWS),
        )
    head = f"GET /credits/history?format=csv HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {attacker.token}\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(STALLED_READERS):
            stack.enter_context(connected(attacker, head.encode(), receive_buffer_bytes=2048))
        yield


@asynccontextmanager
async def half_heads(attacker: Person) -> AsyncIterator[None]:
    """Begin many requests and end none; what is closed is opened again."""
    lines = [connected(attacker, _HALF_HEAD) for _ in range(HALF_HEADS)]

    async def begin_again() -> None:
        while True:
            for number, line in enumerate(lines):
                if is_closed(line):
                    line.close()
                    lines[number] = connected(attacker, _HALF_HEAD)
                if number % 50 == 0:
                    await asyncio.sleep(0.05)

    again = asyncio.create_task(begin_again())
    try:
        yield
    finally:
        again.cancel()
        await asyncio.gather(again, return_exceptions=True)
        for line in lines:
            line.close()


@asynccontextmanager
async def jobs(attacker: Person) -> AsyncIterator[None]:
    """Send many jobs; those beyond what the plan lets wait are refused."""
    async with sending(JOBS, lambda: attacker.submit(second_of_sound())):
        await asyncio.sleep(3)
        yield


@asynccontextmanager
async def silent_files(attacker: Person) -> AsyncIterator[None]:
    """Send hours of silence to the library, which decodes them whole."""
    silence = await asyncio.to_thread(hours_of_silence)

    async def keep() -> None:
        await attacker.client.post("/api/audio-studio/library", files={"file": ("a.flac", silence)})

    async with sending(SILENT_FILES, keep):
        await asyncio.sleep(2)
        yield


@asynccontextmanager
async def dead_webhooks(attacker: Person) -> AsyncIterator[None]:
    """End jobs whose webhooks go to a server that takes connections and says nothing."""

    async def hang(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        with suppress(asyncio.CancelledError):
            await reader.read()

    async with await asyncio.start_server(hang, "127.0.0.1", HANGING_PORT):
        for _ in range(DEAD_WEBHOOKS):
            answer = await attacker.submit(second_of_sound(), webhook_url=f"http://127.0.0.1:{HANGING_PORT}/")
            await attacker.client.post(f"/job/{answer.json()['job_id']}/cancel")
        yield


@asynccontextmanager
async def long_texts(attacker: Person) -> AsyncIterator[None]:
    """Have texts of hundreds of thousands of characters read live."""

    async def listen() -> None:
        body = {"input": LONG_TEXT, "voice": "af_heart", "response_format": "pcm"}
        async with attacker.client.stream("POST", "/v1/audio/speech", json=body) as response:
            async for _ in response.aiter_bytes():
                pass

    async with sending(LONG_TEXTS, listen):
        await asyncio.sleep(5)
        yield


# Together, each begins after those before it: what waits for the attacker's own files comes before them.
ATTACKS: dict[str, Attack] = {
    "stalled_readers": stalled_readers,
    "half_heads": half_heads,
    "dead_webhooks": dead_webhooks,
    "jobs": jobs,
    "silent_files": silent_files,
    "long_texts": long_texts,
}


@asynccontextmanager
async def sending(count: int, send: Callable[[], Any]) -> AsyncIterator[None]:
    """Send ``count`` times, ``_AT_ONCE`` at a time, in the background."""
    left = iter(range(count))

    async def lane() -> None:
        for _ in left:
            with suppress(httpx2.HTTPError):
                await send()

    lanes = [asyncio.create_task(lane()) for _ in range(min(count, _AT_ONCE))]
    try:
        yield
    finally:
        for task in lanes:
            task.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)


def connected(attacker: Person, sent: bytes, *, receive_buffer_bytes: int = 0) -> socket.socket:
    """Return a connection on which something was sent."""
    line = socket.socket()
    if receive_buffer_bytes:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
    line.settimeout(10)
    line.connect(("127.0.0.1", attacker.product.port))
    line.sendall(sent)
    return line


def is_closed(line: socket.socket) -> bool:
    """Say whether the other side has ended a connection on which it sends nothing."""
    line.setblocking(False)
    try:
        return not line.recv(1)
    except BlockingIOError:
        return False
    except OSError:
        return True


@cache
def hours_of_silence() -> bytes:
    """Return a FLAC of hours, of a few megabytes."""
    file, minute = io.BytesIO(), np.zeros(44_100 * 60, np.int16)
    with soundfile.SoundFile(file, "w", 44_100, 1, "PCM_16", format="FLAC") as sound:
        for _ in range(round(SILENCE_HOURS * 60)):
            sound.write(minute)
    return file.getvalue()
