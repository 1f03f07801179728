"""Background work: queued exactly when its transaction commits, repeated where it fails, by the clock once for all."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from audiostudio import worker
from audiostudio.kit import tasks as kit_tasks
from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.address import APP_ROLE, WORKER_ROLE, role_url
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.tasks import TaskContext, Tasks, run_tasks
from audiostudio.settings import Settings
from tests.support.patience import PATIENCE_S


@pytest.fixture
def settings(make_settings: Any) -> Settings:
    settings: Settings = make_settings()
    return settings


@pytest.fixture
async def app_database(settings: Settings) -> AsyncIterator[Database]:
    """Give the database as the web server sees it, which may queue tasks and no more."""
    database = Database(role_url(APP_ROLE, settings))
    yield database
    await database.close()


@asynccontextmanager
async def working(settings: Settings, *rooms: Tasks) -> AsyncIterator[None]:
    """Run a worker's background work."""
    database, stopping = Database(role_url(WORKER_ROLE, settings)), asyncio.Event()
    running = asyncio.create_task(run_tasks(rooms, TaskContext(settings, database, new_id()), stopping))
    try:
        yield
    finally:
        assert not running.done(), "no task may end the work of the others"
        stopping.set()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await database.close()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_a_task_runs_once_if_its_transaction_commits_and_never_if_it_rolls_back(
    settings: Settings, app_database: Database
) -> None:
    room, runs = Tasks("test"), []

    @room.queued
    async def send(context: TaskContext, to: str, times: int = 1) -> None:
        runs.append((to, times))

    async def queue_and_fail() -> None:
        async with app_database.session() as session:
            await send.enqueue(session, "nobody")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await queue_and_fail()
    async with app_database.session() as session:
        await send.enqueue(session, "somebody", times=3)
        await asyncio.sleep(0.1)
        assert runs == []
    async with working(settings, room), working(settings, room):
        await until(lambda: bool(runs))
        async with app_database.session() as session:
            await send.enqueue(session, "another")
        await until(lambda: len(runs) >= 2)
        await asyncio.sleep(0.5)
    assert runs == [("somebody", 3), ("another", 1)]


async def test_a_queued_task_that_raises_is_tried_again(settings: Settings, app_database: Database) -> None:
    room, runs = Tasks("test"), []

    @room.queued
    async def send(context: TaskContext) -> None:
        runs.append(datetime.now(UTC))
        if len(runs) == 1:
            raise RuntimeError

    async with app_database.session() as session:
        await send.enqueue(session)
    async with working(settings, room):
        await until(lambda: len(runs) == 2)
    assert runs[1] - runs[0] > timedelta(seconds=2), "later, not at once"


async def test_a_periodic_task_that_raises_or_hangs_is_tried_again_and_stops_no_other(settings: Settings) -> None:
    room, counts = Tasks("test"), {"broken": 0, "hanging": 0, "sound": 0}

    @room.every(0.01)
    async def broken(context: TaskContext) -> None:
        counts["broken"] += 1
        raise RuntimeError

    @room.every(0.01)
    async def hanging(context: TaskContext) -> None:
        counts["hanging"] += 1
        await asyncio.sleep(3600)

    @room.every(0.01)
    async def sound(context: TaskContext) -> None:
        async with context.database.session():
            counts["sound"] += 1

    async with working(settings, room):
        await until(lambda: counts["broken"] >= 3 and counts["sound"] >= 3)
    assert counts["hanging"] == 1


async def test_a_task_by_the_clock_runs_once_for_all_workers(settings: Settings) -> None:
    room, runs, beats = Tasks("test"), [], []
    due = datetime.now(UTC) - timedelta(minutes=2)  # so that no second time comes while the test runs

    @room.at(f"{due.minute} {due.hour} * * *")
    async def nightly(context: TaskContext) -> None:
        runs.append(context.worker_id)

    @room.every(0.01)
    async def beat(context: TaskContext) -> None:
        beats.append(context.worker_id)

    async with working(settings, room), working(settings, room):
        await until(lambda: bool(runs) and len(set(beats)) == 2)
        await asyncio.sleep(2)
    async with working(settings, room):  # one that starts later
        await asyncio.sleep(2)
    assert len(runs) == 1


async def test_what_a_dead_worker_had_taken_is_queued_again(settings: Settings, app_database: Database) -> None:
    room, runs = Tasks("test"), []

    @room.queued
    async def send(context: TaskContext, to: str) -> None:
        runs.append(to)

    async with app_database.session() as session:
        await send.enqueue(session, "somebody")
    assert settings.database_url is not None
    url = settings.database_url.get_secret_value()
    with psycopg.connect(url, autocommit=True, options="-c search_path=queue") as connection:
        taken = connection.execute("UPDATE procrastinate_jobs SET status = 'doing' RETURNING id").fetchall()
        assert len(taken) == 1
    async with working(settings, room):
        await asyncio.sleep(1)
        assert runs == [], "it is another worker's"
    async with working(settings, room, kit_tasks.TASKS):
        await until(lambda: runs == ["somebody"])


def test_workers_run_what_every_feature_declares() -> None:
    declared = [task.name for feature in worker.background_work() for task in feature.all]
    assert len(set(declared)) == len(declared)
    assert {name.partition(".")[0].partition(":")[0] for name in declared} >= {
        "jobs",
        "webhooks",
        "library",
        "uploads",
        "storage",
    }


def test_a_task_is_called_by_its_room_and_function() -> None:
    room = Tasks("mail")

    @room.queued
    async def send(context: TaskContext) -> None:
        """Do nothing."""

    assert send.name == "mail.send"
