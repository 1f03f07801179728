"""Background work, declared by rooms and run by workers: queued in a request's transaction, at intervals, by the clock.

A room's ``tasks.py`` makes one `Tasks` and decorates functions with it; `audiostudio.worker` collects and runs them. A
worker can die at any line, and there can be many, so every task is safe to repeat.
"""

import asyncio
import inspect
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, ParamSpec
from uuid import UUID

from procrastinate import App, RetryStrategy
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.postgres.database import Database, DatabaseUnavailable
from audiostudio.kit.postgres.queue import DEAD_AFTER_S, consume, enqueue, queue_app
from audiostudio.settings import Settings

logger = logging.getLogger(__name__)

P = ParamSpec("P")

QUEUE = "tasks"
_CONCURRENCY = 4
_GRACE_S = 5.0
_RETRIES = RetryStrategy(max_attempts=10, exponential_wait=3)  # after 3 s, 9 s, 27 s, …: for about a day


@dataclass(frozen=True)
class TaskContext:
    """What a task works with: the settings, the database in the worker's role, and which worker runs it."""

    settings: Settings
    database: Database
    worker_id: UUID


Task = Callable[[TaskContext], Awaitable[object]]


@dataclass(frozen=True)
class QueuedTask(Generic[P]):
    """A task that runs once for each time it was queued, and again, later each time, where it raises."""

    name: str
    function: Callable[Concatenate[TaskContext, P], Awaitable[object]]

    async def enqueue(self, session: AsyncSession, *args: P.args, **kwargs: P.kwargs) -> None:
        """Queue a run inside the session's transaction; the arguments are what JSON holds."""
        given = inspect.signature(self.function).bind(None, *args, **kwargs).arguments
        await enqueue(session, self.name, dict(list(given.items())[1:]), queue=QUEUE)


@dataclass(frozen=True)
class PeriodicTask:
    """A task that every worker runs at its start and then again and again, ``interval_s`` after the run before."""

    name: str
    function: Task
    interval_s: float


@dataclass(frozen=True)
class TimedTask:
    """A task that one worker runs at each time that ``cron`` names, in UTC; a time missed by 10 minutes is left out."""

    name: str
    function: Task
    cron: str


class Tasks:
    """The background work of one room."""

    def __init__(self, room: str) -> None:
        self.room = room
        self.all: list[QueuedTask[...] | PeriodicTask | TimedTask] = []

    def queued(self, function: Callable[Concatenate[TaskContext, P], Awaitable[object]]) -> QueuedTask[P]:
        """Make a function a task that requests queue."""
        task = QueuedTask(self._name(function), function)
        self.all.append(task)
        return task

    def every(self, interval_s: float) -> Callable[[Task], Task]:
        """Have a function run at intervals, in every worker."""

        def declare(function: Task) -> Task:
            self.all.append(PeriodicTask(self._name(function), function, interval_s))
            return function

        return declare

    def at(self, cron: str) -> Callable[[Task], Task]:
        """Have a function run by the clock, in one worker: ``"30 3 * * *"`` is each night at half past three."""

        def declare(function: Task) -> Task:
            self.all.append(TimedTask(self._name(function), function, cron))
            return function

        return declare

    def _name(self, function: Callable[..., object]) -> str:
        return f"{self.room}.{function.__name__}"


async def run_tasks(rooms: Iterable[Tasks], context: TaskContext, stopping: asyncio.Event) -> None:
    """Run the background work of all rooms until cancelled; one task that fails or hangs stops no other."""
    tasks = [task for room in rooms for task in room.all]
    consumed = [task for task in tasks if not isinstance(task, PeriodicTask)]
    async with asyncio.TaskGroup() as group:
        for task in tasks:
            if isinstance(task, PeriodicTask):
                group.create_task(_repeat(task, context))
        if consumed:
            group.create_task(
                consume(
                    lambda: _app(consumed, context),
                    stopping,
                    queues=[QUEUE],
                    concurrency=_CONCURRENCY,
                    keep_failed=True,
                    grace_s=_GRACE_S,
                )
            )


async def _repeat(task: PeriodicTask, context: TaskContext) -> None:
    while True:
        try:
            await task.function(context)
        except DatabaseUnavailable:
            pass  # which has been logged
        except Exception:
            logger.warning("%s failed and will be tried again", task.name, exc_info=True)
        await asyncio.sleep(task.interval_s)


def _app(tasks: Iterable[QueuedTask[...] | TimedTask], context: TaskContext) -> App:
    """Return the consumer of what was queued, which itself queues what the clock names, once for all workers."""
    app = queue_app(context.database.url)
    for task in tasks:
        declared = app.task(name=task.name, queue=QUEUE, retry=_RETRIES)(_bound(task, context))
        if isinstance(task, TimedTask):
            app.periodic(cron=task.cron)(declared)
    return app


def _bound(task: QueuedTask[...] | TimedTask, context: TaskContext) -> Callable[..., Coroutine[Any, Any, None]]:
    async def run(**arguments: Any) -> None:
        if isinstance(task, TimedTask):
            await task.function(context)  # the one argument is the time that it was queued for
        else:
            await task.function(context, **arguments)

    return run


TASKS = Tasks("kit")


@TASKS.every(DEAD_AFTER_S / 3)
async def requeue_stalled(context: TaskContext) -> None:
    """Queue again what dead workers had taken."""
    async with context.database.session() as session:
        await session.execute(
            text(
                "UPDATE queue.procrastinate_jobs q SET status = 'todo', worker_id = NULL, attempts = attempts + 1 "
                "WHERE q.queue_name = :queue AND q.status = 'doing' AND NOT EXISTS (SELECT 1 FROM "
                "queue.procrastinate_workers w WHERE w.id = q.worker_id "
                "AND w.last_heartbeat > now() - make_interval(secs => :silent))"
            ),
            {"queue": QUEUE, "silent": DEAD_AFTER_S},
        )
