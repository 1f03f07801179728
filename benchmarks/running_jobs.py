"""What running jobs cost all others: commits and jobs a second beside 1, 10, 100 and 500 jobs that report progress.

    python benchmarks/running_jobs.py [--tree PATH]

An embedded PostgreSQL with its disk's guarantees on; four worker-like processes hold the running jobs through the
product's own heartbeats, report a new progress for each beat and do nothing else; all of it is watched. Beside them
jobs that do nothing are made, claimed and completed, four at a time: three commits each that notify. `--tree` names
another checkout, whose figures stand beside; the two take turns at each number of jobs. At last one process beats as
fast as it can for 500 jobs, the path by which those who watch learn of progress.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

import psycopg

from audiostudio.jobs import heartbeat, lifecycle, repository
from audiostudio.jobs.models import Job
from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.address import APP_ROLE, WORKER_ROLE, role_url
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.postgres.embedded import EmbeddedPostgres
from audiostudio.migrations.run import migrate
from audiostudio.settings import Settings
from support.machine import describe_machine
from support.product import fresh_data_dir

RUNNING = (1, 10, 100, 500)
HOLDERS = 4
LANES = 4
MEASURED_S = 8.0
LIMIT_BEATS_PER_S = 1000
_LONG_S = 3600.0


def settings_on(url: str) -> Settings:
    return Settings(_env_file=None, database_url=url, secret_key="the key of a benchmark", database_pool_size=LANES)


def new_job(workspace_id: Any) -> Job:
    return Job(
        id=new_id(), workspace_id=workspace_id, tool="mastering", model="mastering", params={}, tier="Free",
        filename="idle", cost=0, queue="cpu", max_attempts=3, **({} if hasattr(Job, "turn") else {"priority": 0}),
    )  # fmt: skip


async def begin(database: Database, workspace_id: Any) -> Job:
    """Make a job and claim it, as a server and a worker do."""
    job = new_job(workspace_id)
    async with database.session(workspace_id=workspace_id) as session:
        session.add(job)
    claimed = await lifecycle.claim(database, job.id)
    assert claimed is not None
    return claimed


async def hold(url: str, workspace_id: str, count: int, *, beat_s: float) -> None:
    """Hold ``count`` jobs that report progress, until killed; say how many beats passed each second."""
    heartbeat._INTERVAL_S = beat_s
    database = Database(role_url(WORKER_ROLE, settings_on(url)), pool_size=6)
    jobs = [await begin(database, workspace_id) for _ in range(count)]
    heart: Any = heartbeat.Heart(database) if hasattr(heartbeat, "Heart") else database
    beating = [heartbeat.Heartbeat(heart, job) for job in jobs]

    async def report(beat: heartbeat.Heartbeat) -> None:
        ends_at = time.monotonic() + _LONG_S
        while time.monotonic() < ends_at:
            beat.report((time.monotonic() % 100) / 100, "working")
            await asyncio.sleep(beat_s / 2)

    print("ready", flush=True)
    await asyncio.gather(*(beat.during(report(beat)) for beat in beating))


async def measure(url: str, workspace_id: Any) -> tuple[float, float]:
    """Return the p95 of a commit that changes a state, in milliseconds, and jobs a second."""
    database = Database(role_url(WORKER_ROLE, settings_on(url)), pool_size=LANES)
    took_ms: list[float] = []
    done, ends_at = 0, time.monotonic() + MEASURED_S

    async def lane() -> None:
        nonlocal done
        while time.monotonic() < ends_at:
            job = await begin(database, workspace_id)
            began = time.perf_counter()
            assert await lifecycle.complete(database, job, [], {})
            took_ms.append(1000 * (time.perf_counter() - began))
            done += 1

    await asyncio.gather(*(lane() for _ in range(LANES)))
    await database.close()
    return quantiles(took_ms, n=20)[18], done / MEASURED_S


async def beat_fast(url: str, workspace_id: Any) -> float:
    """Return how many beats a second one process writes for 500 watched jobs, and the web server's query reads."""
    if not hasattr(lifecycle, "heartbeats"):
        return 0.0
    worker = Database(role_url(WORKER_ROLE, settings_on(url)))
    server = Database(role_url(APP_ROLE, settings_on(url)))
    jobs = [await begin(worker, workspace_id) for _ in range(max(RUNNING))]
    rounds, began, seen = 0, time.perf_counter(), 0
    while time.perf_counter() - began < MEASURED_S:
        rounds += 1
        beats = [repository.Beat(job.id, job.attempt, rounds % 100 / 100, "working", False) for job in jobs]
        await lifecycle.heartbeats(worker, beats)
        async with server.session() as session:
            rows = await repository.watch_progress(session, [workspace_id], timedelta(minutes=1))
        seen += sum(row.message == "working" for row in rows)
    took_s = time.perf_counter() - began
    await worker.close()
    await server.close()
    return seen / took_s


def one_tree(data_dir: Path, running: int) -> dict[str, float]:
    """Measure this checkout beside ``running`` jobs, on a server of its own, all of them being watched."""
    server = EmbeddedPostgres(data_dir)
    server.start()
    holders = []
    try:
        migrate(server.admin_url, settings_on(server.admin_url))
        with psycopg.connect(server.admin_url, autocommit=True, options="-c search_path=studio") as admin:
            [(workspace_id,)] = admin.execute("SELECT id FROM workspaces LIMIT 1").fetchall()
            shares = [running // HOLDERS + (number < running % HOLDERS) for number in range(HOLDERS)]
            for share in filter(None, shares):
                command = [sys.executable, __file__, "--hold", str(share), server.admin_url, str(workspace_id)]
                holders.append(subprocess.Popen(command, stdout=subprocess.PIPE))
            for holder in holders:
                assert holder.stdout
                assert holder.stdout.readline() == b"ready\n"
            if admin.execute("SELECT to_regclass('watched_workspaces')").fetchone() != (None,):
                admin.execute("SELECT watch_progress(%s, interval '1 hour')", ([workspace_id],))
            time.sleep(2)
            p95_ms, jobs_per_s = asyncio.run(measure(server.admin_url, workspace_id))
            beats_per_s = asyncio.run(beat_fast(server.admin_url, workspace_id)) if running == 1 else 0.0
            return {"p95_ms": p95_ms, "jobs_per_s": jobs_per_s, "beats_per_s": beats_per_s}
    finally:
        for holder in holders:
            holder.kill()
            holder.wait()
        server.stop()


def measured_in(tree: Path, running: int) -> dict[str, float]:
    """Run this script on the code of ``tree`` and return its figures."""
    environment = os.environ | {"PYTHONPATH": f"{tree / 'src'}:{tree}"}
    with fresh_data_dir() as data_dir:
        command = [sys.executable, __file__, "--one", str(running), str(data_dir)]
        found = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    figures: dict[str, float] = json.loads(found.stdout)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tree", type=Path, action="append", default=[])
    parser.add_argument("--one", nargs=2)
    parser.add_argument("--hold", nargs=3)
    asked = parser.parse_args()
    if asked.hold:
        asyncio.run(hold(asked.hold[1], asked.hold[2], int(asked.hold[0]), beat_s=0.5))
        return
    if asked.one:
        print(json.dumps(one_tree(Path(asked.one[1]), int(asked.one[0]))))
        return
    print(describe_machine())
    print(f"{'running':>8}  {'tree':<24}{'commit p95 ms':>14}{'jobs/s':>8}")
    beats_per_s = 0.0
    for running in RUNNING:
        for tree in (*asked.tree, Path(__file__).parent.parent):
            found = measured_in(tree.resolve(), running)
            beats_per_s = max(beats_per_s, found["beats_per_s"])
            figures = f"{found['p95_ms']:>14.1f}{found['jobs_per_s']:>8.1f}"
            print(f"{running:>8}  {tree.resolve().name:<24}{figures}", flush=True)
    print(f"beats written and read by those who watch: {beats_per_s:.0f}/s (at least {LIMIT_BEATS_PER_S})")


if __name__ == "__main__":
    main()
