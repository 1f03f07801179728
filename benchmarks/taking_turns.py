"""Whether one account's work holds up another's: it fills all it can, the other does one thing of each kind.

    python benchmarks/taking_turns.py                     # each attack alone, then all together
    python benchmarks/taking_turns.py jobs dead_webhooks  # only those named

The whole product runs: web server, worker, embedded PostgreSQL. While a free account attacks, another asks for
`/health`, uploads a second of sound, has a job done, has two words read live and waits for a webhook, round after
round. An attack is a function in `ATTACKS`: an async context manager that attacks for as long as its block runs.
"""

import argparse
import asyncio
import io
import itertools
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from statistics import median, quantiles
from typing import Any
from uuid import UUID

import httpx2
import numpy as np
import psycopg
import soundfile

from audiostudio.kit.postgres.embedded import running_admin_url
from support.machine import describe_machine
from support.product import RunningProduct, free_port, fresh_data_dir

JOBS, SILENT_FILES, DEAD_WEBHOOKS, LONG_TEXTS = 1000, 300, 24, 2
SILENCE_HOURS = 3.9
LONG_TEXT = "The quick brown fox jumps over the lazy dog. " * 6_666
AT_ONCE = 50
HANGING_PORT, HOOK_PORT = free_port(), free_port()
_numbers = itertools.count(1)

# What is measured, its unit, and the limit of it.
LIMITS = {
    "/health p95, ms": 100.0,
    "upload of 1 s, s": 1.0,
    # Of the attacker, between another's request and its begin: one in each of the worker's slots.
    "jobs begun before": float(os.cpu_count() or 1),
    "speech begun, s": 3.0,
    "webhook sent, s": 2.0,
}


@dataclass
class Person:
    """An account of the product that is measured."""

    product: RunningProduct
    client: httpx2.AsyncClient
    workspace_id: UUID

    async def submit(self, sound: bytes, **form: str) -> httpx2.Response:
        """Ask for the conversion of a sound."""
        data = {"tool": "conversion", **form}
        return await self.client.post("/upload", files={"file": ("a.wav", sound)}, data=data)

    def admin(self) -> psycopg.Connection[Any]:
        """Connect as the database's superuser."""
        url = running_admin_url(self.product.data_dir)
        assert url
        return psycopg.connect(url, autocommit=True, options="-c search_path=studio,queue")


Attack = Callable[[Person], AbstractAsyncContextManager[None]]


async def register(product: RunningProduct, credits: int) -> Person:
    """Return a fresh free account with credits."""
    number = next(_numbers)
    client = httpx2.AsyncClient(
        base_url=f"http://127.0.0.1:{product.port}", timeout=600, trust_env=False,
        limits=httpx2.Limits(max_connections=2 * AT_ONCE),
    )  # fmt: skip
    body = {"email": f"bench{number}@example.com", "username": f"bench {number}", "password": "a-long-password"}
    answer = (await client.post("/auth/register", json=body)).raise_for_status().json()
    client.headers["Authorization"] = f"Bearer {answer['access_token']}"
    person = Person(product, client, UUID(answer["user"]["workspace_id"]))
    with person.admin() as connection:
        connection.execute("SET ROLE studio_worker")
        connection.execute(
            "SELECT credit_grant(%s, %s, 'benchmark', NULL, new_id()::text)", (person.workspace_id, credits)
        )
    return person


@cache
def second_of_sound() -> bytes:
    """Return a WAV of one second."""
    file = io.BytesIO()
    soundfile.write(file, 0.3 * np.sin(2 * np.pi * 440 * np.arange(44_100) / 44_100), 44_100, "PCM_16", format="WAV")
    return file.getvalue()


@cache
def hours_of_silence() -> bytes:
    """Return a FLAC of hours, of a few megabytes."""
    file, minute = io.BytesIO(), np.zeros(44_100 * 60, np.int16)
    with soundfile.SoundFile(file, "w", 44_100, 1, "PCM_16", format="FLAC") as sound:
        for _ in range(round(SILENCE_HOURS * 60)):
            sound.write(minute)
    return file.getvalue()


@asynccontextmanager
async def sending(count: int, send: Callable[[], Any]) -> AsyncIterator[None]:
    """Send ``count`` times, ``AT_ONCE`` at a time, in the background."""
    left = iter(range(count))

    async def lane() -> None:
        for _ in left:
            with suppress(httpx2.HTTPError):
                await send()

    lanes = [asyncio.create_task(lane()) for _ in range(min(count, AT_ONCE))]
    try:
        yield
    finally:
        for task in lanes:
            task.cancel()
        await asyncio.gather(*lanes, return_exceptions=True)


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


ATTACKS: dict[str, Attack] = {
    "jobs": jobs, "silent_files": silent_files, "dead_webhooks": dead_webhooks, "long_texts": long_texts
}  # fmt: skip


@dataclass
class Figures:
    """What an account met with, a list for each name in ``LIMITS``."""

    found: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in LIMITS})

    def add(self, name: str, value: float) -> None:
        self.found[name].append(value)

    def worst(self, name: str) -> float:
        values = self.found[name]
        return quantiles(values, n=20)[-1] if "p95" in name and len(values) > 1 else max(values)


async def measure(person: Person, rounds: int) -> Figures:
    """Do one thing of each kind, so many times."""
    figures, hooked = Figures(), asyncio.Event()

    async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        hooked.set()
        writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async def ask() -> None:
        while True:
            began = time.perf_counter()
            (await person.client.get("/health")).raise_for_status()
            figures.add("/health p95, ms", 1000 * (time.perf_counter() - began))
            await asyncio.sleep(0.1)

    async with await asyncio.start_server(receive, "127.0.0.1", HOOK_PORT):
        asking = asyncio.create_task(ask())
        for _ in range(rounds):
            hooked.clear()
            began = time.perf_counter()
            answer = await person.submit(second_of_sound(), webhook_url=f"http://127.0.0.1:{HOOK_PORT}/")
            answer.raise_for_status()
            figures.add("upload of 1 s, s", time.perf_counter() - began)
            async with asyncio.timeout(120):
                async with person.client.stream("GET", f"/job/{answer.json()['job_id']}/events") as events:
                    async for _ in events.aiter_lines():
                        pass  # until the job has ended
                began = time.perf_counter()
                await hooked.wait()
            figures.add("webhook sent, s", time.perf_counter() - began)
            figures.add("jobs begun before", begun_before(person, answer.json()["job_id"]))
            figures.add("speech begun, s", await time_to_speech(person))
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    return figures


def begun_before(person: Person, job_id: str) -> float:
    """Return how many jobs of others began between a job's submission and its own begin."""
    with person.admin() as connection:
        [(count,)] = connection.execute(
            "SELECT count(*) FROM jobs o, jobs j WHERE j.id = %s AND o.workspace_id <> j.workspace_id "
            "AND o.tool = j.tool AND o.started_at BETWEEN j.created_at AND j.started_at",
            (job_id,),
        ).fetchall()
    return float(count)


async def time_to_speech(person: Person) -> float:
    """Return how long it takes until two words begin to be heard."""
    body = {"input": "Hello there.", "voice": "af_heart", "response_format": "pcm"}
    began = time.perf_counter()
    async with person.client.stream("POST", "/v1/audio/speech", json=body) as response:
        response.raise_for_status()
        begun_s: float | None = None
        async for _ in response.aiter_bytes():
            begun_s = begun_s or time.perf_counter() - began
    assert begun_s is not None
    return begun_s


async def measured_under(product: RunningProduct, names: Sequence[str], rounds: int) -> bool:
    """Measure under some attacks at once, print a line, and return whether the limits held."""
    person = await register(product, 1_000)
    async with AsyncExitStack() as stack:
        attacker = await register(product, 5_000)  # one account does it all
        for name in names:
            await stack.enter_async_context(ATTACKS[name](attacker))
        figures = await measure(person, rounds)
    with person.admin() as connection:  # the next attack finds an empty queue
        connection.execute("DELETE FROM queue.procrastinate_jobs WHERE task_name = 'run_job' AND status = 'todo'")
        connection.execute("DELETE FROM jobs WHERE status = 'PENDING'")
    worst = {name: figures.worst(name) for name in LIMITS}
    held = all(worst[name] <= limit for name, limit in LIMITS.items())
    cells = "".join(f"{median(figures.found[name]):>10.2f}{worst[name]:>10.2f}" for name in LIMITS)
    print(f"{' + '.join(names)[:34] or 'nobody attacks':<36}{cells}   {'held' if held else 'NOT HELD'}", flush=True)
    return held


async def attack_all(product: RunningProduct, names: Sequence[str], rounds: int) -> bool:
    person = await register(product, 100)
    await time_to_speech(person)  # loads the voices, which the first listener of a day waits for
    await asyncio.sleep(20)
    print(f"{'':<36}" + "".join(f"{name:>20}" for name in LIMITS))
    print(f"{'median and worst, limit':<36}" + "".join(f"{limit:>20g}" for limit in LIMITS.values()))
    together = [list(names)] if len(names) > 1 else []
    return all([await measured_under(product, each, rounds) for each in ([], *([name] for name in names), *together)])


def main() -> None:
    """Start the product, attack it, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("attacks", nargs="*", choices=[[], *ATTACKS], default=[])
    parser.add_argument("--rounds", type=int, default=8)
    given = parser.parse_args()
    print(describe_machine())
    hosts = f"127.0.0.1:{HANGING_PORT},127.0.0.1:{HOOK_PORT}"
    with fresh_data_dir() as data_dir:
        data_dir.mkdir()
        product = RunningProduct(
            data_dir, AUTH_RATE_LIMIT="1000/minute", UPLOAD_RATE_LIMIT="100000/minute", OUTBOUND_ALLOWED_HOSTS=hosts
        )
        try:
            held = asyncio.run(attack_all(product, given.attacks or list(ATTACKS), given.rounds))
        finally:
            product.stop()
    sys.exit(not held)


if __name__ == "__main__":
    main()
