"""How many debits a second the ledger makes, on one workspace and over a hundred, beside 200 jobs that report progress.

    python benchmarks/credits.py

An embedded PostgreSQL with its disk's guarantees on, sixteen connections as the web server's role, each debit a
transaction of its own and one round trip. The jobs that are charged are there already: making one notifies, and commits
that notify wait for each other (benchmarks/running_jobs.py). A workspace's credits lie in three lots, of which the
second expires. Beside it stands how often the disk lets sixteen connections commit the least there is.
"""

import subprocess
import sys
import threading
import time
from itertools import cycle
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import UUID, uuid4

import psycopg

from audiostudio.kit.postgres.address import APP_ROLE, role_url
from audiostudio.kit.postgres.embedded import EmbeddedPostgres
from audiostudio.migrations.run import migrate
from running_jobs import settings_on
from support.machine import describe_machine
from support.product import fresh_data_dir

CONNECTIONS = 16
REPORTING = 200
MEASURED_S = 10.0
LIMIT_P95_MS = 50.0
LIMITS_PER_S = {1: 200, 100: 1000}
_OPTIONS = "-c search_path=studio,queue"


def make_workspaces(admin: psycopg.Connection[Any], count: int, jobs: int) -> dict[UUID, list[UUID]]:
    """Make workspaces with credits and jobs that are to be charged."""
    made = {}
    for _ in range(count):
        workspace_id = uuid4()
        made[workspace_id] = [uuid4() for _ in range(jobs)]
        admin.execute("INSERT INTO workspaces (id, name, kind) VALUES (%s, 'x', 'team')", (workspace_id,))
        admin.execute("INSERT INTO credit_accounts (workspace_id) VALUES (%s)", (workspace_id,))
        admin.execute("SELECT credit_grant(%s, 100000, 'x', NULL, %s)", (workspace_id, str(uuid4())))
        admin.execute("SELECT credit_promote(%s, 50, now() + interval '1 day', 'x', %s)", (workspace_id, str(uuid4())))
        admin.execute("SELECT credit_grant(%s, 100000, 'x', NULL, %s)", (workspace_id, str(uuid4())))
        with admin.cursor().copy(
            "COPY jobs (id, workspace_id, tool, model, params, tier, filename, cost, queue, max_attempts, status) "
            "FROM STDIN"
        ) as copy:
            for job_id in made[workspace_id]:
                copy.write_row((job_id, workspace_id, "t", "m", "{}", "Free", "f", 1, "cpu", 1, "COMPLETED"))
    return made


def debit(
    url: str, work: "cycle[tuple[UUID, list[UUID]]]", lock: threading.Lock, ends_at: float, took: list[float]
) -> None:
    """Charge one job after another until the time is over."""
    with psycopg.connect(url, autocommit=True, options=_OPTIONS) as connection:
        while time.monotonic() < ends_at:
            with lock:
                workspace_id, jobs = next(work)
                job_id = jobs.pop()
            began = time.perf_counter()
            connection.execute(
                f"BEGIN; SELECT set_config('app.workspace_id', '{workspace_id}', true); "
                f"SELECT credit_debit_for_job('{job_id}', 'x'); COMMIT"
            )
            took.append(1000 * (time.perf_counter() - began))


def commit_bare(url: str, ids: "cycle[UUID]", lock: threading.Lock, ends_at: float, took: list[float]) -> None:
    """Change one row after another and nothing else, until the time is over."""
    with psycopg.connect(url, autocommit=True, options=_OPTIONS) as connection:
        while time.monotonic() < ends_at:
            with lock:
                workspace_id = next(ids)
            began = time.perf_counter()
            connection.execute(f"UPDATE bare SET n = n + 1 WHERE id = '{workspace_id}'")
            took.append(1000 * (time.perf_counter() - began))


def measure(target: Any, url: str, work: Any) -> tuple[float, float]:
    """Return how often sixteen connections do something each second, and its p95 in milliseconds."""
    lock, took = threading.Lock(), list[float]()
    ends_at = time.monotonic() + MEASURED_S
    threads = [threading.Thread(target=target, args=(url, work, lock, ends_at, took)) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(took) / MEASURED_S, quantiles(took, n=20)[18]


def main() -> None:
    print(describe_machine())
    with fresh_data_dir() as data_dir:
        server = EmbeddedPostgres(data_dir)
        server.start()
        holders = []
        try:
            settings = settings_on(server.admin_url)
            migrate(server.admin_url, settings)
            url = role_url(APP_ROLE, settings).set(drivername="postgresql").render_as_string(hide_password=False)
            with psycopg.connect(server.admin_url, autocommit=True, options=_OPTIONS) as admin:
                [(service_id,)] = admin.execute("SELECT id FROM workspaces LIMIT 1").fetchall()
                script = Path(__file__).with_name("running_jobs.py")
                command = [sys.executable, str(script), "--hold", str(REPORTING), server.admin_url, str(service_id)]
                holders.append(subprocess.Popen(command, stdout=subprocess.PIPE))
                assert holders[0].stdout
                assert holders[0].stdout.readline() == b"ready\n"
                admin.execute("SELECT watch_progress(%s, interval '1 hour')", ([service_id],))
                admin.execute("CREATE TABLE bare (id uuid PRIMARY KEY, n integer NOT NULL DEFAULT 0)")
                titles = ("workspaces", "debits/s", "at least", "p95 ms", "at most", "bare/s")
                print("".join(f"{title:>12}" for title in titles))
                for count, limit in LIMITS_PER_S.items():
                    workspaces = make_workspaces(admin, count, round(6000 * MEASURED_S / count))
                    per_s, p95_ms = measure(debit, url, cycle(workspaces.items()))
                    admin.execute("INSERT INTO bare (id) SELECT unnest(%s::uuid[])", (list(workspaces),))
                    bare_per_s, _ = measure(commit_bare, server.admin_url, cycle(workspaces))
                    figures = (
                        count,
                        f"{per_s:.0f}",
                        limit,
                        f"{p95_ms:.1f}",
                        f"{LIMIT_P95_MS:.0f}",
                        f"{bare_per_s:.0f}",
                    )
                    print("".join(f"{figure:>12}" for figure in figures), flush=True)
                assert admin.execute("SELECT * FROM credit_faults()").fetchall() == []
        finally:
            for holder in holders:
                holder.kill()
                holder.wait()
            server.stop()


if __name__ == "__main__":
    main()
