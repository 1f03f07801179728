"""Tells the database that work on a job goes on, and the work that it should stop; for workers and the web server."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from audiostudio.jobs import lifecycle
from audiostudio.jobs.models import Job
from audiostudio.kit.postgres.database import Database, DatabaseUnavailable

T = TypeVar("T")

_INTERVAL_S = 0.5


class JobTakenAway(Exception):
    """The job was deleted, or another worker holds it."""


class JobCancelled(Exception):
    """The job's owner wants it no more."""


class Heartbeat:
    """Tells the database that an attempt is alive and how far it is, and learns whether it should go on."""

    def __init__(self, database: Database, job: Job) -> None:
        self._database = database
        self._job = job
        self._progress = (0.0, "starting")

    def report(self, fraction: float, message: str) -> None:
        """Note progress; it is written with the next one."""
        self._progress = (min(max(fraction, 0.0), 1.0), message[:200])

    async def during(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what ``work`` returns, with heartbeats as long as it goes on; it stops where they do.

        Raises:
            JobCancelled, JobTakenAway: the reason to stop.
        """
        working = asyncio.ensure_future(work)
        repeating = asyncio.ensure_future(self._repeat())
        try:
            await asyncio.wait((working, repeating), return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                await repeating  # which ends only by raising
            return await working
        finally:
            for task in (working, repeating):
                task.cancel()
            await asyncio.gather(working, repeating, return_exceptions=True)

    async def _repeat(self) -> None:
        """Send heartbeats until there is a reason to stop.

        Raises:
            JobCancelled, JobTakenAway: the reason.
        """
        while True:
            await asyncio.sleep(_INTERVAL_S)
            progress, message = self._progress
            try:
                should_stop = await lifecycle.heartbeat(self._database, self._job, progress=progress, message=message)
            except DatabaseUnavailable:
                continue  # it may be restarting; the fence decides later whether the work still counts
            if should_stop is None:
                raise JobTakenAway
            if should_stop:
                raise JobCancelled
