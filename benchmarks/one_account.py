"""Whether one account's work holds up another's: it does all it can, the other does one thing of each kind.

    python benchmarks/one_account.py                     # each attack alone, then all together
    python benchmarks/one_account.py jobs dead_webhooks  # only those named, then both together
    python benchmarks/one_account.py --together          # all of them at once, and nothing else

The whole product runs: web server, worker, embedded PostgreSQL. While a free account attacks (`support/attacks.py`),
another asks for `/health`, uploads a second of sound, has a job done, has two words read live and waits for a webhook,
round after round. Without an attack the same is measured first, in the same run.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from statistics import median, quantiles

from support.attacks import ATTACKS, HANGING_PORT
from support.machine import describe_machine
from support.people import Person, register, second_of_sound
from support.product import RunningProduct, free_port, fresh_data_dir
from support.weights import models_dir

HOOK_PORT = free_port()

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


async def attack_all(product: RunningProduct, names: Sequence[str], rounds: int, *, alone: bool) -> bool:
    person = await register(product, 100)
    await time_to_speech(person)  # loads the voices, which the first listener of a day waits for
    await asyncio.sleep(20)
    print(f"{'':<36}" + "".join(f"{name:>20}" for name in LIMITS))
    print(f"{'median and worst, limit':<36}" + "".join(f"{limit:>20g}" for limit in LIMITS.values()))
    together = [list(names)] if len(names) > 1 else []
    each_alone = [[name] for name in names] if alone else []
    return all([await measured_under(product, each, rounds) for each in ([], *each_alone, *together)])


def main() -> None:
    """Start the product, attack it, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("attacks", nargs="*", choices=[[], *ATTACKS], default=[])
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--together", action="store_true", help="leave each attack alone out")
    given = parser.parse_args()
    print(describe_machine())
    hosts = f"127.0.0.1:{HANGING_PORT},127.0.0.1:{HOOK_PORT}"
    with fresh_data_dir() as data_dir:
        data_dir.mkdir()
        product = RunningProduct(
            data_dir,
            AUTH_RATE_LIMIT="1000/minute",
            UPLOAD_RATE_LIMIT="100000/minute",
            OUTBOUND_ALLOWED_HOSTS=hosts,
            AUDIOSTUDIO_MODELS_DIR=str(models_dir()),
        )
        try:
            held = asyncio.run(
                attack_all(product, given.attacks or list(ATTACKS), given.rounds, alone=not given.together)
            )
        finally:
            product.stop()
    sys.exit(not held)


if __name__ == "__main__":
    main()
