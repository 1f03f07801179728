"""Asks how far jobs are, for all who watch through this web server: one query a beat, and none where nobody watches.

Steps are not announced: `NOTIFY` holds a lock of the whole database server over each commit that notifies.
"""

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from audiostudio.jobs import repository
from audiostudio.kit.postgres.database import Database, DatabaseUnavailable
from audiostudio.kit.postgres.listener import NotificationListener

logger = logging.getLogger(__name__)

_INTERVAL_S = 0.5
_WATCHED_FOR = timedelta(seconds=10)


class ProgressFeed:
    """Wakes watchers of jobs in work that are further than they were."""

    def __init__(self, database: Database, listener: NotificationListener) -> None:
        self._database = database
        self._listener = listener
        self._seen: dict[UUID, tuple[float, str]] = {}
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to ask."""
        self._task = asyncio.create_task(self._ask_on())

    async def close(self) -> None:
        """Stop asking."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _ask_on(self) -> None:
        while True:
            await asyncio.sleep(_INTERVAL_S)
            try:
                await self._ask(self._listener.watched_workspaces())
            except DatabaseUnavailable:
                continue
            except Exception:
                logger.warning("progress could not be read and will be tried again", exc_info=True)

    async def _ask(self, workspace_ids: set[UUID]) -> None:
        if not workspace_ids:
            self._seen.clear()
            return
        async with self._database.session() as session:
            rows = await repository.watch_progress(session, workspace_ids, _WATCHED_FOR)
        before, self._seen = self._seen, {row.job_id: (row.progress, row.message) for row in rows}
        for row in rows:
            if before.get(row.job_id) != self._seen[row.job_id]:
                self._listener.wake(row.job_id, row.workspace_id)
