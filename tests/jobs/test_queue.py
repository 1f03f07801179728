"""The queue: who pays for more goes first, and a job is queued exactly when its transaction commits."""

import asyncio
from pathlib import Path
from typing import Any

import psycopg
import pytest

from audiostudio.jobs import queue
from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.address import APP_ROLE, driver_url, role_password
from audiostudio.kit.postgres.database import Database
from tests.conftest import serving, working


async def test_higher_tiers_go_first_and_within_one_the_earlier(make_settings: Any, beep: Path) -> None:
    settings = make_settings(worker_concurrency=1)
    async with serving(settings) as studio:
        job_ids: dict[str, list[str]] = {}
        for tier in ("Free", "Pro", "Advanced"):
            person = await studio.register(tier=tier)
            job_ids[tier] = [(await person.upload(beep, tool="mastering")).json()["job_id"] for _ in range(2)]
        async with working(settings):
            with studio.admin() as connection:
                async with asyncio.timeout(60):
                    while True:
                        rows = connection.execute(
                            "SELECT id::text FROM jobs WHERE status IN ('COMPLETED', 'FAILED') ORDER BY started_at"
                        ).fetchall()
                        if len(rows) == 6:
                            break
                        await asyncio.sleep(0.1)
    assert [row[0] for row in rows] == job_ids["Advanced"] + job_ids["Pro"] + job_ids["Free"]


async def test_an_entry_exists_only_if_its_transaction_commits(make_settings: Any) -> None:
    settings = make_settings()
    url = driver_url(settings.database_url.get_secret_value())
    database = Database(url.set(username=APP_ROLE, password=role_password(APP_ROLE, settings)))

    async def enqueue_and_fail() -> None:
        async with database.session() as session:
            await queue.enqueue(session, new_id(), queue="cpu", priority=0)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await enqueue_and_fail()
    async with database.session() as session:
        await queue.enqueue(session, kept := new_id(), queue="cpu", priority=0)
    await database.close()
    with psycopg.connect(settings.database_url.get_secret_value()) as connection:
        rows = connection.execute("SELECT args->>'job_id' FROM queue.procrastinate_jobs").fetchall()
    assert rows == [(str(kept),)]
