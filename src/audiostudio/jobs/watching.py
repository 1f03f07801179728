"""Follows a job until it ends, for WebSockets, event streams and callers that wait; and all jobs of a workspace."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

from audiostudio.jobs import repository, service
from audiostudio.jobs.models import Job
from audiostudio.jobs.schemas import JobChanges, JobView
from audiostudio.kit.auth.subject import Subject
from audiostudio.kit.http.pagination import CursorInvalid
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.postgres.listener import NotificationListener
from audiostudio.library.service import AssetLinks

# A change that was announced to nobody (the database was restarting) is seen after this long at the latest.
_LONGEST_SILENCE_S = 5.0
# Rows carry the time at which their transaction began; one that was read past may still be on its way.
_SLOWEST_COMMIT = timedelta(seconds=10)
_BREATH_S = 0.1  # changes that come closer together than this are told at once
_MOST_JOBS = 200


async def follow(
    database: Database,
    feed: NotificationListener,
    links: AssetLinks,
    subject: Subject,
    job_id: UUID,
    *,
    timeout_s: float | None = None,
) -> AsyncIterator[JobView]:
    """Yield the job now and after every change, until it ended or ``timeout_s`` have passed.

    Raises:
        JobNotFound: it is not there for this caller, or was deleted meanwhile.
    """
    ends_at = time.monotonic() + timeout_s if timeout_s is not None else None
    last: JobView | None = None
    with feed.watch(job_id, subject.workspace_id) as changed:
        while True:
            changed.clear()
            async with database.session(workspace_id=subject.workspace_id, user_id=subject.user_id) as session:
                job = await service.get_view(session, links, job_id)
            if last is None or _differs(job, last):
                yield job
            last = job
            remaining_s = ends_at - time.monotonic() if ends_at is not None else _LONGEST_SILENCE_S
            if job.status.is_final or remaining_s <= 0:
                return
            try:
                async with asyncio.timeout(min(remaining_s, _LONGEST_SILENCE_S)):
                    await changed.wait()
            except TimeoutError:
                continue


def _differs(one: JobView, other: JobView) -> bool:
    # Addresses are signed afresh at every look; they alone are no change.
    fields = ("status", "progress", "message", "cancel_requested", "attempt")
    return any(getattr(one, field) != getattr(other, field) for field in fields)


async def follow_workspace(
    database: Database, feed: NotificationListener, links: AssetLinks, subject: Subject, *, cursor: str | None
) -> AsyncIterator[JobChanges]:
    """Yield what changed of all jobs of the caller's workspace: at first, at every change, and nothing now and then.

    Args:
        database: read in sessions of the caller's.
        feed: tells when something changed.
        links: makes the addresses of the jobs' files.
        subject: the caller.
        cursor: of the last message that the caller saw; without one, the first message holds what has not ended.

    Raises:
        CursorInvalid: it is not one that a message gave.
    """
    since = _read_cursor(cursor)
    sent: dict[UUID, tuple[object, ...]] = {}
    with feed.watch_workspace(subject.workspace_id) as watch:
        watch.missed = True  # all that is there is news
        first = True
        while True:
            job_ids, missed = watch.take()
            async with database.session(workspace_id=subject.workspace_id, user_id=subject.user_id) as session:
                now = await repository.now(session)
                if missed:
                    rows = await repository.list_changed(session, subject.workspace_id, since=since, limit=_MOST_JOBS)
                else:
                    rows = await repository.list_by_id(session, job_ids)
                changed = [job for job in rows if sent.get(job.id) != _state(job)]
                jobs = await service.views(session, links, changed)
            deleted = [] if missed else list(job_ids - {job.id for job in rows})
            sent.update((job.id, _state(job)) for job in changed)
            for job_id in deleted:
                sent.pop(job_id, None)
            yield JobChanges(
                jobs=jobs,
                deleted=deleted,
                # What was deleted while nobody listened has left no row to tell of it.
                complete=not missed or (first and cursor is None and len(rows) < _MOST_JOBS),
                cursor=now.isoformat(),
            )
            since, first = now - _SLOWEST_COMMIT, False
            await asyncio.sleep(_BREATH_S)
            try:
                async with asyncio.timeout(_LONGEST_SILENCE_S):
                    await watch.changed.wait()
            except TimeoutError:
                continue


def _state(job: Job) -> tuple[object, ...]:
    return job.status, job.attempt, job.progress, job.message, job.cancel_requested


def _read_cursor(cursor: str | None) -> datetime | None:
    if cursor is None:
        return None
    try:
        when = datetime.fromisoformat(cursor)
    except ValueError:
        raise CursorInvalid from None
    if when.tzinfo is None:
        raise CursorInvalid
    return when - _SLOWEST_COMMIT
