"""How long a job waits for a free worker, and how many are taken in at once.

    python benchmarks/job_queue.py

The whole product runs: web server, worker, embedded PostgreSQL. The wait is measured by the database's clock, from the
beginning of the transaction that takes the job in (`created_at`) to the one in which a worker begins (`started_at`).
Named so, because a script called `queue` would hide Python's own module from every benchmark.
"""

import asyncio
import io
import time
from itertools import islice
from statistics import median, quantiles

import httpx2
import numpy as np
import soundfile

from support.machine import describe_machine
from support.people import register
from support.product import RunningProduct, fresh_data_dir

ONE_AT_A_TIME = 200
AT_ONCE = 200
LIMIT_P50_MS = 50.0


def shortest_sound() -> bytes:
    """Return one second of a chord: what is measured ends where work begins."""
    t = np.arange(44_100) / 44_100
    chord = sum(0.2 * np.sin(2 * np.pi * pitch * t) for pitch in (220.0, 277.2, 329.6))
    file = io.BytesIO()
    soundfile.write(file, chord, 44_100, format="WAV", subtype="PCM_16")
    return file.getvalue()


async def submit(client: httpx2.AsyncClient, sound: bytes, **headers: str) -> str:
    answer = await client.post("/upload", files={"file": ("a.wav", sound)}, data={"tool": "mastering"}, headers=headers)
    assert answer.status_code in (200, 202), answer.text
    return str(answer.json()["job_id"])


async def measure(product: RunningProduct) -> None:
    sound = shortest_sound()
    person = await register(product, ONE_AT_A_TIME + AT_ONCE + 20, connections=AT_ONCE)
    client = person.client
    for _ in range(5):  # children load their tools at the first job
        await submit(client, sound, Prefer="wait=60")
    jobs, answered_ms = [], []
    for _ in range(ONE_AT_A_TIME):
        began = time.perf_counter()
        job_id = await submit(client, sound)
        answered_ms.append(1000 * (time.perf_counter() - began))
        async with client.stream("GET", f"/job/{job_id}/events") as events:
            async for _ in events.aiter_lines():
                pass  # until the job has ended
        jobs.append(job_id)
    with person.admin() as admin:
        waited = admin.execute(
            "SELECT 1000 * extract(epoch FROM started_at - created_at) FROM jobs WHERE id = ANY (%s::uuid[])", (jobs,)
        ).fetchall()
    print(f"{'milliseconds':<28}{'p50':>8}{'p95':>8}{'max':>8}{'limit p50':>12}")
    show("submitted to started", [float(row[0]) for row in waited], f"{LIMIT_P50_MS:.0f}")
    show("request to 202", answered_ms, "")
    began = time.perf_counter()
    await asyncio.gather(*(submit(client, sound) for _ in range(AT_ONCE)))
    took_s = time.perf_counter() - began
    print(f"{AT_ONCE} submissions at once: all answered 202 in {took_s:.2f} s, {AT_ONCE / took_s:.0f} per second")


def show(name: str, values: list[float], limit: str) -> None:
    p95 = next(islice(quantiles(values, n=20), 18, None))
    print(f"{name:<28}{median(values):>8.1f}{p95:>8.1f}{max(values):>8.1f}{limit:>12}", flush=True)


def main() -> None:
    print(describe_machine())
    with fresh_data_dir() as data_dir:
        product = RunningProduct(data_dir, LOG_LEVEL="WARNING", UPLOAD_RATE_LIMIT="100000/minute")
        try:
            asyncio.run(measure(product))
        finally:
            product.stop()


if __name__ == "__main__":
    main()
