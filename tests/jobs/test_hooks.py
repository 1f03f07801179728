"""Features take part in jobs by hooks: they refuse, note what a job uses, and learn how it ended."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.jobs import hooks, lifecycle
from audiostudio.jobs.hooks import JobHooks
from audiostudio.jobs.models import Job
from audiostudio.jobs.requests import JobRequest
from audiostudio.kit.auth.subject import Subject
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.postgres.database import Database
from audiostudio.library.models import Asset
from tests.support.account import Account
from tests.support.jobs import files_of
from tests.support.studio import Studio

TOOL = "conversion"


class NotToday(Problem):
    status = 409
    code = "not_today"
    title = "Not today."


class Feature(JobHooks):
    """Takes part in every step, and refuses one where it is told to."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, UUID]] = []
        self.refuses = ""

    def check(self, request: JobRequest) -> None:
        if self.refuses == "check":
            raise NotToday

    async def use(self, session: AsyncSession, subject: Subject, request: JobRequest, job: Job) -> None:
        assert (await session.execute(text("SELECT count(*) FROM jobs WHERE id = :id"), {"id": job.id})).scalar() == 1
        self.steps.append(("use", job.id))
        if self.refuses == "use":
            raise NotToday

    async def completed(
        self, session: AsyncSession, job: Job, outputs: Sequence[Asset], report: Mapping[str, Any]
    ) -> None:
        self.steps.append(("completed", job.id))
        if self.refuses == "completed":
            raise NotToday

    async def ended(self, session: AsyncSession, job: Job) -> None:
        self.steps.append(("ended", job.id))


@pytest.fixture
def feature(idle_studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Feature:
    feature = Feature()
    monkeypatch.setitem(hooks._by_tool, TOOL, (feature,))
    return feature


async def submitted(person: Account, beep: Path) -> UUID:
    return UUID((await person.upload(beep, tool=TOOL)).json()["job_id"])


@pytest.mark.parametrize("step", ["check", "use"])
async def test_what_a_feature_refuses_keeps_and_costs_nothing(
    idle_studio: Studio, database: Database, feature: Feature, beep: Path, step: str
) -> None:
    person = await idle_studio.register()
    before = await person.balance()
    feature.refuses = step
    answer = await person.upload(beep, tool=TOOL)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_today")
    assert await person.balance() == before
    assert (await person.client.get("/jobs")).json()["items"] == []
    with idle_studio.admin() as connection:
        live = connection.execute(
            "SELECT count(*) FROM stored_objects WHERE workspace_id = %s AND state <> 'deleting'",
            (person.workspace_id,),
        ).fetchone()
    assert live == (0,)


async def test_a_feature_learns_once_that_a_job_is_complete(
    idle_studio: Studio, database: Database, feature: Feature, beep: Path
) -> None:
    job_id = await submitted(await idle_studio.register(), beep)
    job = await lifecycle.claim(database, job_id)
    assert job is not None
    assert await lifecycle.complete(database, job, [], {})
    assert not await lifecycle.complete(database, job, [], {}), "it does not hold the job any more"
    assert feature.steps == [("use", job_id), ("completed", job_id)]


async def test_a_job_is_not_complete_unless_its_feature_took_what_came_out(
    idle_studio: Studio, database: Database, feature: Feature, beep: Path
) -> None:
    person = await idle_studio.register()
    job_id = await submitted(person, beep)
    job = await lifecycle.claim(database, job_id)
    assert job is not None
    feature.refuses = "completed"
    with pytest.raises(NotToday):
        await lifecycle.complete(database, job, [], {})
    assert (await person.client.get(f"/status/{job_id}")).json()["status"] == "PROCESSING"


async def test_a_feature_learns_once_of_each_way_in_which_a_job_ends_without_a_result(
    idle_studio: Studio, database: Database, feature: Feature, beep: Path
) -> None:
    person = await idle_studio.register()
    waiting = await submitted(person, beep)
    cancelled = await asyncio.gather(*(person.client.post(f"/job/{waiting}/cancel") for _ in range(3)))
    assert sorted(answer.status_code for answer in cancelled) == [200, 409, 409]

    failed_id = await submitted(person, beep)
    failed = await lifecycle.claim(database, failed_id)
    assert failed is not None
    await lifecycle.fail(database, failed, code="broken", detail="It broke.")
    await lifecycle.fail(database, failed, code="broken", detail="It broke.")

    lost = await submitted(person, beep)
    for _ in range(idle_studio.settings.job_max_attempts):
        attempt = await lifecycle.claim(database, lost)
        assert attempt is not None
        await lifecycle.recover_attempts(database, [(lost, attempt.attempt)])

    stopped_id = await submitted(await idle_studio.register(), beep)
    stopped = await lifecycle.claim(database, stopped_id)
    assert stopped is not None
    await lifecycle.mark_cancelled(database, stopped)
    await lifecycle.mark_cancelled(database, stopped)
    assert [job_id for step, job_id in feature.steps if step == "ended"] == [waiting, failed_id, lost, stopped_id]
    assert len(files_of(idle_studio, person)) == 3, "what went in stays until it expires"


async def test_a_job_without_inputs_gets_those_of_its_feature(
    idle_studio: Studio, database: Database, feature: Feature, beep: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = await submitted(await idle_studio.register(), beep)
    job = await lifecycle.claim(database, job_id)
    assert job is not None
    [own] = await lifecycle.input_assets(database, job)

    async def inputs(session: AsyncSession, job: Job) -> Sequence[Asset]:
        return [own, own]

    monkeypatch.setattr(feature, "inputs", inputs)
    assert len(await lifecycle.input_assets(database, job)) == 1, "it has its own"
    with idle_studio.admin() as connection:
        connection.execute("DELETE FROM assets WHERE id = %s", (own.id,))
    assert len(await lifecycle.input_assets(database, job)) == 2
