"""Tells the database that work on jobs goes on, and the work that it should stop; for workers and the web server.

All jobs of a process share one heart: each beat is one query, which writes what somebody watches, and of others now and
then that they are alive. No beat waits for the disk, and none is announced (`progress_feed` asks).
"""

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any, TypeVar
from uuid import UUID

from audiostudio.jobs import lifecycle
from audiostudio.jobs.models import Job
from audiostudio.jobs.repository import Beat
from audiostudio.kit.postgres.database import Database, DatabaseUnavailable

logger = logging.getLogger(__name__)

T = TypeVar("T")

_INTERVAL_S = 0.5
_LONGEST_SILENCE_S = 4.0  # a fraction of what recovery takes for death


class JobTakenAway(Exception):
    """The job was deleted, or another worker holds it."""


class JobCancelled(Exception):
    """The job's owner wants it no more."""


class Heart:
    """Beats for all jobs that a process works on.

    Args:
        database: as the worker; or as the application, which sees one workspace.
        workspace_id: that workspace.
    """

    def __init__(self, database: Database, *, workspace_id: UUID | None = None) -> None:
        self._database = database
        self._workspace_id = workspace_id
        self._beating: set[Heartbeat] = set()
        self._task: asyncio.Task[None] | None = None

    def add(self, heartbeat: "Heartbeat") -> None:
        """Beat for a job, too."""
        self._beating.add(heartbeat)
        if self._task is None:
            self._task = asyncio.create_task(self._beat_on())

    def remove(self, heartbeat: "Heartbeat") -> None:
        """Beat for a job no longer."""
        self._beating.discard(heartbeat)
        if not self._beating and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _beat_on(self) -> None:
        while True:
            await asyncio.sleep(_INTERVAL_S)
            beating = list(self._beating)
            beats = [heartbeat.beat() for heartbeat in beating]
            try:
                heard = await lifecycle.heartbeats(self._database, beats, workspace_id=self._workspace_id)
            except DatabaseUnavailable:
                continue  # it may be restarting; the fence decides later whether the work still counts
            except Exception:
                logger.exception("a heartbeat failed, the next may not")
                continue
            for heartbeat, beat in zip(beating, beats, strict=True):
                heartbeat.hear(heard.get((beat.job_id, beat.attempt)))


class Heartbeat:
    """Tells that an attempt is alive and how far it is, and learns whether it should go on."""

    def __init__(self, heart: Heart, job: Job) -> None:
        self._heart = heart
        self._job = job
        self._progress = (0.0, "starting")
        self._written_at_s = time.monotonic()
        self._stop: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def report(self, fraction: float, message: str) -> None:
        """Note progress; it is written with the next beat."""
        self._progress = (min(max(fraction, 0.0), 1.0), message[:200])

    def beat(self) -> Beat:
        """Return what is to be told."""
        is_overdue = time.monotonic() - self._written_at_s >= _LONGEST_SILENCE_S
        return Beat(self._job.id, self._job.attempt, *self._progress, is_overdue)

    def hear(self, answer: lifecycle.BeatAnswer | None) -> None:
        """Take the answer to a beat: None where the job is not this attempt's any more."""
        if answer is not None and answer.was_written:
            self._written_at_s = time.monotonic()
        if not self._stop.done() and (answer is None or answer.should_stop):
            self._stop.set_exception(JobTakenAway() if answer is None else JobCancelled())

    async def during(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what ``work`` returns, with heartbeats as long as it goes on; it stops where they do.

        Raises:
            JobCancelled, JobTakenAway: the reason to stop.
        """
        working = asyncio.ensure_future(work)
        self._heart.add(self)
        try:
            await asyncio.wait((working, self._stop), return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                await self._stop  # which ends only by raising
            return await working
        finally:
            self._heart.remove(self)
            working.cancel()
            self._stop.cancel()
            await asyncio.gather(working, self._stop, return_exceptions=True)
