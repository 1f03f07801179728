"""Tells whoever watches a job that it changed: one LISTEN connection a process, any number of watchers."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

import psycopg
from sqlalchemy.engine import URL

logger = logging.getLogger(__name__)

_CHANNEL = "job_changed"
_RECONNECT_DELAY_S = 1.0


class ChangeFeed:
    """Wakes watchers when the database announces that their job changed.

    It says only that something changed; a watcher then reads the row in its own session, which shows it or does not.
    """

    def __init__(self, url: URL) -> None:
        self._conninfo = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._watchers: defaultdict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to listen."""
        self._task = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """Stop listening."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    @contextmanager
    def watch(self, job_id: UUID) -> Iterator[asyncio.Event]:
        """Give an event that is set at every change of the job; the watcher clears it."""
        event = asyncio.Event()
        self._watchers[job_id].add(event)
        try:
            yield event
        finally:
            self._watchers[job_id].discard(event)
            if not self._watchers[job_id]:
                del self._watchers[job_id]

    async def _listen(self) -> None:
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(self._conninfo, autocommit=True, connect_timeout=5)
                async with connection:
                    await connection.execute(f"LISTEN {_CHANNEL}")
                    self._wake_all()  # changes may have passed while nobody listened
                    async for notification in connection.notifies():
                        self._wake(UUID(notification.payload.split()[0]))
            except psycopg.Error:
                logger.warning("job changes: the database is away, trying again")
            await asyncio.sleep(_RECONNECT_DELAY_S)

    def _wake(self, job_id: UUID) -> None:
        for event in self._watchers.get(job_id, ()):
            event.set()

    def _wake_all(self) -> None:
        for job_id in self._watchers:
            self._wake(job_id)
