"""Anything may die at any moment: no job, no credit and no file is lost, and nothing is left behind."""

import asyncio
import os
import signal
import time
from collections import Counter
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

import av
import numpy as np
import psycopg
import pytest
import soundfile

from audiostudio.storage import service as storage
from audiostudio.storage.backend import INCOMING
from audiostudio.storage.choice import open_storage
from tests.support.customer import Customer
from tests.support.killer import HIDDEN_PARTS, KNOWN_PARTS, Killer
from tests.support.running_product import RunningProduct, wait_until

pytestmark = pytest.mark.timeout(900)
CREDITS = 40
GRACE_S = 1  # the least that the settings allow: every slow moment becomes a race with the sweep


@dataclass(frozen=True)
class Siege:
    """How many work, how much, and how often each part is killed meanwhile."""

    customers: int
    jobs_each: int
    plan: dict[str, int]


SHORT = Siege(3, 6, dict.fromkeys((*KNOWN_PARTS, *HIDDEN_PARTS), 1))
LONG = Siege(6, 10, dict.fromkeys(KNOWN_PARTS, 4) | dict.fromkeys(HIDDEN_PARTS, 1))


@pytest.fixture
def snippets(open_dir: Path, real_tracks: list[Path]) -> list[Path]:
    """Give three seconds each of real music."""
    paths = []
    for number, track in enumerate(real_tracks[: LONG.customers]):
        blocks: list[np.ndarray] = []
        with av.open(str(track)) as container:
            for frame in container.decode(audio=0):
                blocks.append(frame.to_ndarray())
                if sum(block.shape[1] for block in blocks) > 48_000 * 13:
                    break
        path = open_dir / f"snippet {number}.flac"
        soundfile.write(path, np.concatenate(blocks, axis=1)[:, 48_000 * 10 : 48_000 * 13].T, 48_000)
        paths.append(path)
    return paths


@pytest.mark.parametrize(
    "siege", [pytest.param(SHORT, id="short"), pytest.param(LONG, id="long", marks=pytest.mark.deep)]
)
async def test_kill_9_of_anything_loses_no_job_no_credit_and_no_file(
    open_dir: Path, weights_dir: Path, snippets: list[Path], siege: Siege
) -> None:
    seed = int(os.environ.get("CHAOS_SEED") or SystemRandom().randrange(2**32))
    random = Random(seed)
    product = RunningProduct(
        open_dir / f"chaos-{siege.customers}",
        weights_dir,
        PENDING_FILE_GRACE_S=str(GRACE_S),
        WORKER_CONCURRENCY="2",
        USE_CPU="true",
    )
    killer = Killer(product, random, siege.plan)
    customers: list[Customer] = []
    try:
        for number in range(siege.customers):
            customers.append(await Customer.register(product.url, number))
            product.grant(customers[-1].workspace_id, CREDITS)
        submissions = [
            customer.submit([path] * siege.jobs_each, tool, pause_s=3, random=Random(random.random()))
            for customer, path, tool in zip(customers, snippets, cycle(("mastering", "separation")), strict=False)
        ]
        await asyncio.gather(killer.run(), *submissions)
        began = time.monotonic()
        jobs = sum(await asyncio.gather(*(customer.finished() for customer in customers)), start=list[Any]())
        print(f"all jobs final {time.monotonic() - began:.1f} s after the last kill")

        assert all(killer.killed[part] >= times for part, times in siege.plan.items())
        with product.admin() as connection:
            check_jobs_and_ledger(connection, jobs, siege.customers * siege.jobs_each)
        for customer in customers:
            for job in jobs:
                if job["job_id"] in customer.jobs:
                    await asyncio.gather(*(customer.check_download(output) for output in job["outputs"]))
        check_work_folders(product)
        await check_files(product)
        check_that_nothing_survives_it(product, signal.SIGTERM)
        print(product.said[-30_000:])
        product = RunningProduct(product.data_dir, weights_dir)
        assert check_that_nothing_survives_it(product, signal.SIGKILL) < 7, "by themselves, not by their last resort"
    finally:
        met = sum((customer.trouble for customer in customers), Counter[str]())
        print(
            f"CHAOS_SEED={seed}", f"killed: {killer.log}", f"clients met: {dict(met)}", product.said[-30_000:], sep="\n"
        )
        for customer in customers:
            await customer.client.aclose()
        product.process.kill()
        product.process.wait()
    assert not [trouble for trouble in met if trouble.startswith("500")], "a death in the house is told as such: 503"


def check_jobs_and_ledger(connection: psycopg.Connection[Any], jobs: list[dict[str, Any]], accepted: int) -> None:
    """Every job accepted is there, once, and ended well; every credit is accounted for."""
    ended = {job["job_id"]: job for job in jobs}
    assert len(ended) == accepted
    rows = connection.execute("SELECT id::text, status, cost FROM jobs").fetchall()
    assert {row[0] for row in rows} == set(ended), "a request that was repeated makes one job"
    print("jobs:", Counter((job["status"], (job["error"] or {}).get("code")) for job in jobs))
    print("attempts:", Counter(job["attempt"] for job in jobs))
    for job_id, status, cost in rows:
        moves = connection.execute(
            "SELECT kind, amount FROM credit_transactions WHERE reference = %s ORDER BY position", (job_id,)
        ).fetchall()
        assert status in ("COMPLETED", "FAILED")
        assert moves == [("debit", -cost), *([("refund", cost)] if status == "FAILED" else [])]
        assert bool(ended[job_id]["outputs"]) == (status == "COMPLETED")
        assert bool(ended[job_id]["error"]) == (status == "FAILED")
    assert any(job["status"] == "COMPLETED" for job in jobs)
    wrong = connection.execute(
        "SELECT * FROM credit_accounts a WHERE balance <> "
        "(SELECT coalesce(sum(amount), 0) FROM credit_transactions t WHERE t.workspace_id = a.workspace_id)"
    ).fetchall()
    assert not wrong
    broken = connection.execute(
        "SELECT * FROM (SELECT balance_after, sum(amount) OVER (PARTITION BY workspace_id ORDER BY position) AS summed "
        "FROM credit_transactions) chain WHERE balance_after <> summed"
    ).fetchall()
    assert not broken
    assert not connection.execute("SELECT * FROM procrastinate_jobs WHERE status = 'todo'").fetchall()


def check_work_folders(product: RunningProduct) -> None:
    """Each living process has its folder, without files again; those of the dead are gone."""
    living = {process.pid for part in ("api", "worker") for process in product.members()[part]}
    entries = list(product.settings.work_dir.glob("*/*"))
    folders = [path for path in entries if path.is_dir()]
    assert {int(folder.name.split("-")[0]) for folder in folders} == living
    assert len(entries) == 2 * len(folders), "each with its lock"
    assert product.left_in_work() == []


async def check_files(product: RunningProduct) -> None:
    """After the sweep, what lies on the disk is exactly what the assets refer to."""
    backend, database = open_storage(product.settings), product.worker_database()
    await asyncio.sleep(GRACE_S + 0.5)
    await storage.sweep(database, backend, pending_grace_s=GRACE_S)
    await backend.sweep_unfinished(GRACE_S)
    await database.close()
    root = product.settings.storage_dir
    on_disk = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    with product.admin() as connection:
        recorded = dict(connection.execute("SELECT key, state FROM stored_objects").fetchall())
        used = {row[0] for row in connection.execute("SELECT storage_key FROM assets")}
    assert set(recorded.values()) == {"live"}
    assert on_disk == set(recorded) == used
    assert not list((root / INCOMING).glob("*"))
    empty = [path for path in root.rglob("*") if path.is_dir() and path.name != INCOMING and not any(path.iterdir())]
    assert not empty


def check_that_nothing_survives_it(product: RunningProduct, number: signal.Signals) -> float:
    assert len(product.leftovers()) >= 4, "otherwise this proves nothing"
    product.process.send_signal(number)
    product.process.wait(timeout=20)
    took_s = wait_until(lambda: not product.leftovers(), "every process is gone", 20)
    print(f"after {number.name} of `up` the last process ended {took_s:.1f} s later")
    return took_s
