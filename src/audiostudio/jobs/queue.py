"""The queue of jobs: hands their ids to workers; the job itself, its state and its fence live in the jobs table."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from procrastinate import App
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.postgres import queue as entries

TASK_NAME = "run_job"


async def enqueue(session: AsyncSession, job_id: UUID, *, queue: str, priority: int, delay_s: float = 0) -> int:
    """Queue a job inside the session's transaction and return the entry's id: both happen or neither does."""
    arguments = {"job_id": str(job_id)}
    return await entries.enqueue(session, TASK_NAME, arguments, queue=queue, priority=priority, delay_s=delay_s)


def worker_app(url: URL, run_job: Callable[[UUID], Awaitable[None]]) -> App:
    """Return the queue's consumer, which calls ``run_job`` with each id it takes."""
    app = entries.queue_app(url)

    async def take(job_id: str) -> None:
        await run_job(UUID(job_id))

    app.task(name=TASK_NAME)(take)
    return app
