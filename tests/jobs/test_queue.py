"""The queue: workspaces take turns, better plans go first, and a job is queued exactly when its transaction commits."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest

from audiostudio.accounts.plans import PLANS, Tier
from audiostudio.jobs import queue
from audiostudio.jobs.turns import place
from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.address import APP_ROLE, driver_url, role_password
from audiostudio.kit.postgres.database import Database
from tests.support.patience import PATIENCE_S
from tests.support.studio import Studio, serving, working


async def test_higher_tiers_go_first_and_within_one_the_earlier(make_settings: Any, beep: Path) -> None:
    settings = make_settings(worker_concurrency=1)
    async with serving(settings) as studio:
        job_ids: dict[str, list[str]] = {}
        for tier in ("Free", "Pro", "Advanced"):
            person = await studio.register(tier=tier)
            job_ids[tier] = [(await person.upload(beep, tool="mastering")).json()["job_id"] for _ in range(2)]
        async with working(settings):
            with studio.admin() as connection:
                async with asyncio.timeout(PATIENCE_S):
                    while True:
                        rows = connection.execute(
                            "SELECT id::text FROM jobs WHERE status IN ('COMPLETED', 'FAILED') ORDER BY started_at"
                        ).fetchall()
                        if len(rows) == 6:
                            break
                        await asyncio.sleep(0.1)
    assert [row[0] for row in rows] == job_ids["Advanced"] + job_ids["Pro"] + job_ids["Free"]


async def test_one_job_comes_next_however_many_of_another_account_wait(make_settings: Any, beep: Path) -> None:
    settings = make_settings(worker_concurrency=1)
    async with serving(settings) as studio:
        greedy, modest = await studio.register(credits=6), await studio.register()
        waiting = [(await greedy.upload(beep, tool="mastering")).json()["job_id"] for _ in range(6)]
        async with working(settings):
            with studio.admin() as connection:
                await greedy.finished(waiting[0])
                job_id = (await modest.upload(beep, tool="mastering")).json()["job_id"]
                await modest.finished(job_id)
                [(meanwhile,)] = connection.execute(
                    "SELECT count(*) FROM jobs j, jobs m WHERE m.id = %s AND j.started_at > m.created_at "
                    "AND j.started_at < m.started_at",
                    (job_id,),
                ).fetchall()
    assert meanwhile <= 1, "one may begin while the other is being taken in"


def test_turns_go_round_by_the_weights_of_plans() -> None:
    def places(tier: Tier, count: int) -> list[int]:
        return [-place(tier, clock=0, unfinished=number).priority for number in range(count)]

    free, other = places(Tier.FREE, 5), places(Tier.FREE, 5)
    assert sorted([*free, *other]) == [turn for pair in zip(free, other, strict=True) for turn in pair]
    begins = places(Tier.FREE, 1)[0]
    # Weights 1, 2 and 4: while a free workspace has 10 turns, one of Pro has 20 and one of Advanced 40.
    for tier, expected in ((Tier.FREE, 10), (Tier.PRO, 20), (Tier.ADVANCED, 40)):
        assert sum(begins <= turn < begins + 40 for turn in places(tier, 200)) == expected
    # A job of the least plan waits for a few of the best, not for all.
    assert sum(turn < begins for turn in places(Tier.ADVANCED, 1000)) == 12


async def test_no_more_jobs_wait_than_the_plan_allows(
    idle_studio: Studio, beep: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PLANS, Tier.FREE, replace(PLANS[Tier.FREE], max_waiting_jobs=3))
    person = await idle_studio.register(credits=10)
    answers = await asyncio.gather(*(person.upload(beep, tool="mastering") for _ in range(8)))
    accepted = [answer for answer in answers if answer.status_code == 202]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert (len(accepted), len(refused)) == (3, 5)
    for answer in refused:
        assert answer.json()["code"] == "too_many_jobs_waiting"
        assert answer.json()["allowed"] == {"waiting_jobs": 3}
    assert Decimal((await person.client.get("/credits/balance")).json()["balance"]) == 7
    assert (await (await idle_studio.register()).upload(beep, tool="mastering")).status_code == 202
    await person.client.post(f"/job/{accepted[0].json()['job_id']}/cancel")
    assert (await person.upload(beep, tool="mastering")).status_code == 202


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
