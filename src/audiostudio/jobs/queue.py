"""The queue: hands job ids to workers; the job itself, its state and its fence live in the jobs table."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from psycopg import InterfaceError, OperationalError
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.postgres.database import SEARCH_PATH, DatabaseUnavailable

TASK_NAME = "run_job"

# For a connection. The pool tries again ever more rarely while the server is away; opening it anew is faster.
_PATIENCE_S = 2.0

# Deferring on a session's own connection needs no pool, so this connector is never opened.
_deferring = App(connector=PsycopgConnector())


async def enqueue(session: AsyncSession, job_id: UUID, *, queue: str, priority: int, delay_s: float = 0) -> int:
    """Queue a job inside the session's transaction and return the entry's id: both happen or neither does."""
    raw = (await (await session.connection()).get_raw_connection()).driver_connection
    task = _deferring.configure_task(
        TASK_NAME,
        allow_unknown=True,
        queue=queue,
        priority=priority,
        connection=raw,
        schedule_at=datetime.now(UTC) + timedelta(seconds=delay_s) if delay_s else None,
    )
    try:
        return await task.defer_async(job_id=str(job_id))
    except ConnectorException as error:
        if isinstance(error.__cause__, OperationalError | InterfaceError):
            raise DatabaseUnavailable from error
        raise


def worker_app(url: URL, run_job: Callable[[UUID], Awaitable[None]]) -> App:
    """Return the queue's consumer, which calls ``run_job`` with each id it takes."""
    conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
    app = App(
        connector=PsycopgConnector(
            conninfo=conninfo,
            kwargs={"options": f"-c search_path={SEARCH_PATH}"},
            min_size=1,
            max_size=4,
            timeout=_PATIENCE_S,
        )
    )

    async def take(job_id: str) -> None:
        await run_job(UUID(job_id))

    app.task(name=TASK_NAME)(take)
    return app
