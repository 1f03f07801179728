"""The queue in PostgreSQL: entries are made inside a caller's transaction, and taken by whoever consumes it."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from psycopg import InterfaceError, OperationalError
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.postgres.database import SEARCH_PATH, DatabaseUnavailable

logger = logging.getLogger(__name__)

HEARTBEAT_INTERVAL_S = 5.0
DEAD_AFTER_S = 15.0  # without a heartbeat of whoever took an entry

# For a connection. The pool tries again ever more rarely while the server is away; opening it anew is faster.
_PATIENCE_S = 2.0
_RECONNECT_DELAY_S = 1.0

# Deferring on a session's own connection needs no pool, so this connector is never opened.
_deferring = App(connector=PsycopgConnector())


async def enqueue(
    session: AsyncSession,
    task_name: str,
    arguments: Mapping[str, Any],
    *,
    queue: str,
    priority: int = 0,
    delay_s: float = 0,
) -> int:
    """Queue a task inside the session's transaction and return the entry's id: both happen or neither does.

    Raises:
        DatabaseUnavailable: the server went away.
    """
    raw = (await (await session.connection()).get_raw_connection()).driver_connection
    task = _deferring.configure_task(
        task_name,
        allow_unknown=True,
        queue=queue,
        priority=priority,
        connection=raw,
        schedule_at=datetime.now(UTC) + timedelta(seconds=delay_s) if delay_s else None,
    )
    try:
        return await task.defer_async(**arguments)
    except ConnectorException as error:
        if isinstance(error.__cause__, OperationalError | InterfaceError):
            raise DatabaseUnavailable from error
        raise


def queue_app(url: URL) -> App:
    """Return a consumer of the queue without tasks yet."""
    conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return App(
        connector=PsycopgConnector(
            conninfo=conninfo,
            kwargs={"options": f"-c search_path={SEARCH_PATH}"},
            min_size=1,
            max_size=4,
            timeout=_PATIENCE_S,
        )
    )


async def consume(
    make_app: Callable[[], App],
    stopping: asyncio.Event,
    *,
    queues: Sequence[str],
    concurrency: int,
    keep_failed: bool,
    grace_s: float = 0.0,
) -> None:
    """Take entries until cancelled, through restarts of the database.

    Args:
        make_app: returns the consumer with its tasks, anew for each connection.
        stopping: set before this is cancelled.
        queues: from which entries are taken.
        concurrency: how many are worked on at once.
        keep_failed: whether entries stay to be looked at whose task failed for good.
        grace_s: seconds that tasks get to end in once this is cancelled.
    """
    delete_jobs: Literal["successful", "always"] = "successful" if keep_failed else "always"
    while True:
        try:
            async with (app := make_app()).open_async():
                await app.run_worker_async(
                    queues=list(queues),
                    concurrency=concurrency,
                    install_signal_handlers=False,
                    delete_jobs=delete_jobs,
                    shutdown_graceful_timeout=grace_s,
                    fetch_job_polling_interval=2.0,
                    update_heartbeat_interval=HEARTBEAT_INTERVAL_S,
                    stalled_worker_timeout=DEAD_AFTER_S,
                )
        except Exception as error:
            # Cancelled while the database is away, the queue raises what it met there instead.
            if stopping.is_set():
                return
            logger.warning("the queue is away, trying again: %s", error)
        await asyncio.sleep(_RECONNECT_DELAY_S)
