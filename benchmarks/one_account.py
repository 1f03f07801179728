"""What one account can do to the others: it attacks in every way there is, and another works on meanwhile.

    python benchmarks/one_account.py                # each attack alone, then all together
    python benchmarks/one_account.py half_heads     # only those named

The whole product runs: web server, worker, embedded PostgreSQL. While an attack is on, another account asks for
`/health` and uploads a second of sound, again and again. Without an attack the same is measured first, in the same run.
An attack is a function in `ATTACKS`: an async context manager that attacks for as long as its block runs.
"""

import argparse
import asyncio
import io
import socket
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count

import httpx2
import numpy as np
import psycopg
import soundfile

from audiostudio.kit.postgres.embedded import running_admin_url
from support.machine import describe_machine
from support.product import RunningProduct, fresh_data_dir

HEALTH_LIMIT_MS, UPLOAD_LIMIT_S = 100.0, 1.0
SECONDS_EACH = 20.0
STALLED_READERS, LEDGER_ROWS = 50, 15_000
HALF_HEADS = 2_000
_numbers = count(1)


@dataclass
class Person:
    """An account of the product that is measured."""

    product: RunningProduct
    client: httpx2.AsyncClient
    workspace_id: str
    token: str

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self.product.port

    def admin(self) -> psycopg.Connection[tuple[object, ...]]:
        """Connect as the database's superuser."""
        url = running_admin_url(self.product.data_dir)
        assert url
        return psycopg.connect(url, autocommit=True, options="-c search_path=studio,queue")


async def register(product: RunningProduct, credits: int) -> Person:
    """Return a fresh account with credits."""
    number = next(_numbers)
    client = httpx2.AsyncClient(base_url=f"http://127.0.0.1:{product.port}", timeout=120, trust_env=False)
    body = {"email": f"bench{number}@example.com", "username": f"bench {number}", "password": "a-long-password"}
    answer = (await client.post("/auth/register", json=body)).raise_for_status().json()
    client.headers["Authorization"] = f"Bearer {answer['access_token']}"
    person = Person(product, client, answer["user"]["workspace_id"], answer["access_token"])
    with person.admin() as connection:
        connection.execute("SET ROLE studio_worker")
        connection.execute(
            "SELECT credit_grant(%s, %s, 'benchmark', NULL, new_id()::text)", (person.workspace_id, credits)
        )
    return person


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
    lines = [connected(attacker, b"GET / HTTP/1.1\r\nHost: a\r\nX-Half: ") for _ in range(HALF_HEADS)]

    async def begin_again() -> None:
        while True:
            for number, line in enumerate(lines):
                if is_closed(line):
                    line.close()
                    lines[number] = connected(attacker, b"GET / HTTP/1.1\r\nHost: a\r\nX-Half: ")
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


ATTACKS: dict[str, Attack] = {"stalled_readers": stalled_readers, "half_heads": half_heads}


def connected(attacker: Person, sent: bytes, *, receive_buffer_bytes: int = 0) -> socket.socket:
    """Return a connection on which something was sent."""
    line = socket.socket()
    if receive_buffer_bytes:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
    line.settimeout(10)
    line.connect(attacker.address)
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


def second_of_sound() -> bytes:
    """Return a WAV of one second."""
    file = io.BytesIO()
    soundfile.write(file, 0.3 * np.sin(2 * np.pi * 440 * np.arange(44_100) / 44_100), 44_100, "PCM_16", format="WAV")
    return file.getvalue()


async def measure(person: Person, seconds: float) -> tuple[list[float], list[float]]:
    """Return what `/health` took, in milliseconds, and uploads that are cancelled at once, in seconds."""
    health_ms, upload_s, sound = [], [], second_of_sound()

    async def ask() -> None:
        while True:
            began = time.perf_counter()
            answer = await person.client.get("/health")
            assert answer.status_code == 200, answer.text
            health_ms.append(1000 * (time.perf_counter() - began))
            await asyncio.sleep(0.1)

    asking = asyncio.create_task(ask())
    ends_at = time.perf_counter() + seconds
    while time.perf_counter() < ends_at:
        began = time.perf_counter()
        answer = await person.client.post("/upload", files={"file": ("a.wav", sound)}, data={"tool": "conversion"})
        assert answer.status_code == 202, answer.text
        upload_s.append(time.perf_counter() - began)
        await person.client.post(f"/job/{answer.json()['job_id']}/cancel")
        await asyncio.sleep(0.5)
    asking.cancel()
    failed = (await asyncio.gather(asking, return_exceptions=True))[0]
    if not isinstance(failed, asyncio.CancelledError):
        raise failed
    return health_ms, upload_s


async def measured_under(product: RunningProduct, names: Sequence[str], seconds: float) -> bool:
    """Measure under some attacks at once, print a line, and return whether the limits held."""
    person = await register(product, 2_000)
    async with AsyncExitStack() as stack:
        for name in names:
            await stack.enter_async_context(ATTACKS[name](await register(product, 2_000)))
        health_ms, upload_s = await measure(person, seconds)
    p95_ms, slowest_s = statistics.quantiles(health_ms, n=20)[-1], max(upload_s)
    held = p95_ms <= HEALTH_LIMIT_MS and slowest_s <= UPLOAD_LIMIT_S
    print(
        f"{' + '.join(names) or 'nobody attacks':<34}{statistics.median(health_ms):>8.1f}{p95_ms:>8.1f}"
        f"{statistics.median(upload_s):>9.2f}{slowest_s:>8.2f}   {'held' if held else 'NOT HELD'}",
        flush=True,
    )
    return held


async def attack_all(product: RunningProduct, names: Sequence[str], seconds: float) -> bool:
    print(f"{'':<34}{'/health, ms':>16}{'upload of 1 s, s':>17}")
    print(
        f"{'while':<34}{'p50':>8}{'p95':>8}{'p50':>9}{'max':>8}"
        f"   limits: p95 {HEALTH_LIMIT_MS:.0f} ms, max {UPLOAD_LIMIT_S:.0f} s"
    )
    together = [list(names)] if len(names) > 1 else []
    return all([await measured_under(product, each, seconds) for each in ([], *([name] for name in names), *together)])


def main() -> None:
    """Start the product, attack it, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("attacks", nargs="*", choices=[[], *ATTACKS], default=[])
    parser.add_argument("--seconds", type=float, default=SECONDS_EACH)
    given = parser.parse_args()
    with fresh_data_dir() as data_dir:
        data_dir.mkdir()
        product = RunningProduct(data_dir, AUTH_RATE_LIMIT="1000/minute")
        try:
            held = asyncio.run(attack_all(product, given.attacks or list(ATTACKS), given.seconds))
        finally:
            product.stop()
    print(describe_machine())
    sys.exit(not held)


if __name__ == "__main__":
    main()
