"""The queries on jobs; those that move a job's state name the attempt that may do so."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, delete, func, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement

from audiostudio.jobs.models import Job, JobStatus

_COUNT_FOR_TURN = text("SELECT waiting, unfinished, clock FROM count_for_turn(:job, :workspace, :queue)")
# A claim that is lost in a crash leaves a job that waits, which recovery finds: no disk has to be waited for.
_MOVE_CLOCK = text("SELECT move_queue_clock(:queue, :turn), set_config('synchronous_commit', 'off', true)")

_WRITE_BEATS = text(
    """WITH given AS (
           SELECT * FROM unnest(CAST(:ids AS uuid[]), CAST(:attempts AS int[]), CAST(:progress AS real[]),
                                CAST(:messages AS text[]), CAST(:overdue AS bool[]))
               AS g (id, attempt, progress, message, is_overdue)
       ), held AS (
           SELECT g.*, j.cancel_requested, g.is_overdue
                   OR ((j.progress, j.message) IS DISTINCT FROM (g.progress, g.message) AND EXISTS (
                       SELECT FROM watched_workspaces w
                       WHERE w.workspace_id = j.workspace_id AND w.watched_until > now())) AS is_due
           FROM given g JOIN jobs j ON j.id = g.id AND j.attempt = g.attempt AND j.status = 'PROCESSING'
       ), written AS (
           UPDATE jobs j SET progress = h.progress, message = h.message, heartbeat_at = now() FROM held h
           WHERE h.is_due AND j.id = h.id AND j.attempt = h.attempt AND j.status = 'PROCESSING'
       )
       SELECT id, attempt, is_due, cancel_requested, set_config('synchronous_commit', 'off', true) FROM held"""
)
_WATCH_PROGRESS = text("SELECT job_id, workspace_id, progress, message FROM watch_progress(:workspaces, :period)")


class Beat(NamedTuple):
    """What an attempt tells: how far it is; ``is_overdue`` where it has told nothing for long."""

    job_id: UUID
    attempt: int
    progress: float
    message: str
    is_overdue: bool


async def add(session: AsyncSession, job: Job) -> None:
    """Insert a job."""
    session.add(job)
    await session.flush()


async def get(session: AsyncSession, job_id: UUID, *, lock: bool = False) -> Job | None:
    """Return a job, where the session may see it."""
    query = select(Job).where(Job.id == job_id).execution_options(populate_existing=True)
    return (await session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()


@dataclass(frozen=True)
class JobFilter:
    """Which jobs are wanted; an empty tuple wants all."""

    statuses: Sequence[JobStatus] = ()
    tools: Sequence[str] = ()


async def list_page(
    session: AsyncSession,
    workspace_id: UUID,
    wanted: JobFilter,
    *,
    limit: int,
    after: tuple[datetime, UUID] | None,
) -> Sequence[Job]:
    """Return jobs newest first, starting behind the row that ``after`` names."""
    query = select(Job).where(Job.workspace_id == workspace_id)
    if wanted.statuses:
        query = query.where(Job.status.in_(wanted.statuses))
    if wanted.tools:
        query = query.where(Job.tool.in_(wanted.tools))
    if after is not None:
        query = query.where(tuple_(Job.created_at, Job.id) < after)
    query = query.order_by(Job.created_at.desc(), Job.id.desc()).limit(limit)
    return (await session.execute(query)).scalars().all()


async def list_changed(
    session: AsyncSession, workspace_id: UUID, *, since: datetime | None, limit: int
) -> Sequence[Job]:
    """Return the jobs that have not ended, or that changed after ``since``, those that changed last first."""
    unfinished = Job.status.in_([status for status in JobStatus if not status.is_final])
    query = (
        select(Job)
        .where(Job.workspace_id == workspace_id, unfinished if since is None else unfinished | (Job.updated_at > since))
        .order_by(Job.updated_at.desc())
        .limit(limit)
    )
    return (await session.execute(query)).scalars().all()


async def list_by_id(session: AsyncSession, job_ids: Collection[UUID]) -> Sequence[Job]:
    """Return those jobs that are there."""
    return (await session.execute(select(Job).where(Job.id.in_(job_ids)))).scalars().all()


async def now(session: AsyncSession) -> datetime:
    """Return the database's time, which is that of every row."""
    return (await session.execute(select(func.now()))).scalar_one()


async def delete_job(session: AsyncSession, job_id: UUID) -> None:
    """Delete a job with its assets."""
    await session.execute(delete(Job).where(Job.id == job_id))


async def request_cancel(session: AsyncSession, job_id: UUID) -> None:
    """Ask the worker that holds a job to stop."""
    await session.execute(update(Job).where(Job.id == job_id).values(cancel_requested=True, updated_at=func.now()))


async def claim(session: AsyncSession, job_id: UUID) -> Job | None:
    """Take a waiting job for the next attempt, or return None where it does not wait (any more)."""
    job = await _change(
        session,
        (Job.id == job_id, Job.status == JobStatus.PENDING),
        status=JobStatus.PROCESSING,
        attempt=Job.attempt + 1,
        progress=0.0,
        message="starting",
        started_at=func.coalesce(Job.started_at, func.now()),
        heartbeat_at=func.now(),
    )
    if job is not None:
        await session.execute(_MOVE_CLOCK, {"queue": job.queue, "turn": job.turn})
    return job


async def mark_begun(session: AsyncSession, job_id: UUID) -> None:
    """Note that work on a job begins now, and that its worker lives."""
    await session.execute(update(Job).where(Job.id == job_id).values(started_at=func.now(), heartbeat_at=func.now()))


async def write_beats(session: AsyncSession, beats: Sequence[Beat]) -> Sequence[Row[UUID, int, bool, bool]]:
    """Tell that attempts are alive: what is news to a watcher, or overdue, is written, the commit waiting for no disk.

    Returns:
        Job, attempt, whether it was written and whether to stop, of each attempt that still holds its job.
    """
    columns = zip(*beats, strict=True)
    names = ("ids", "attempts", "progress", "messages", "overdue")
    values = {name: list(column) for name, column in zip(names, columns, strict=True)}
    return (await session.execute(_WRITE_BEATS, values)).all()


async def watch_progress(
    session: AsyncSession, workspace_ids: Collection[UUID], period: timedelta
) -> Sequence[Row[UUID, UUID, float, str]]:
    """Say whose progress is watched for a while, and return how far their jobs in work are."""
    return (await session.execute(_WATCH_PROGRESS, {"workspaces": list(workspace_ids), "period": period})).all()


async def complete(session: AsyncSession, job_id: UUID, attempt: int, report: dict[str, Any]) -> Job | None:
    """Finish a job, where this attempt still holds it."""
    return await _change(
        session,
        _held_by(job_id, attempt),
        status=JobStatus.COMPLETED,
        progress=1.0,
        message="done",
        report=report,
        finished_at=func.now(),
    )


async def end(
    session: AsyncSession, job_id: UUID, attempt: int, *, status: JobStatus, code: str, detail: str
) -> Job | None:
    """End a job without a result, where this attempt still holds it."""
    return await _change(
        session,
        _held_by(job_id, attempt),
        status=status,
        message=status.lower(),
        error_code=code,
        error_detail=detail,
        finished_at=func.now(),
    )


async def cancel_waiting(session: AsyncSession, job_id: UUID) -> Job | None:
    """Cancel a job that still waits."""
    return await _change(
        session,
        (Job.id == job_id, Job.status == JobStatus.PENDING),
        status=JobStatus.CANCELLED,
        message="cancelled",
        error_code="cancelled",
        error_detail="Cancelled before work began.",
        cancel_requested=True,
        finished_at=func.now(),
    )


async def reopen(session: AsyncSession, job_id: UUID, *, attempts_granted: int) -> Job | None:
    """Let a job that failed wait again; None where it did not fail."""
    return await _change(
        session,
        (Job.id == job_id, Job.status == JobStatus.FAILED),
        status=JobStatus.PENDING,
        progress=0.0,
        message="waiting",
        error_code=None,
        error_detail=None,
        finished_at=None,
        heartbeat_at=None,
        cancel_requested=False,
        max_attempts=Job.attempt + attempts_granted,
    )


async def release(
    session: AsyncSession, job_id: UUID, attempt: int, message: str, *, attempts_granted: int = 0
) -> Job | None:
    """Put a job back to waiting, where this attempt still holds it."""
    return await _change(
        session,
        _held_by(job_id, attempt),
        status=JobStatus.PENDING,
        progress=0.0,
        message=message,
        heartbeat_at=None,
        max_attempts=Job.max_attempts + attempts_granted,
    )


async def touch(session: AsyncSession, job_id: UUID) -> None:
    """Note that something was done about a job just now."""
    await session.execute(update(Job).where(Job.id == job_id).values(updated_at=func.now()))


async def set_queue_entry(session: AsyncSession, job_id: UUID, entry_id: int, turn: int) -> None:
    """Note which entry of the queue stands for a job, and its turn."""
    await session.execute(update(Job).where(Job.id == job_id).values(queue_entry_id=entry_id, turn=turn))


async def count_for_turn(session: AsyncSession, job: Job) -> tuple[int, int, int]:
    """Return how many other jobs of the workspace wait, how many of the queue are not done, and the queue's clock.

    No other transaction counts them until this one has ended.
    """
    values = {"job": job.id, "workspace": job.workspace_id, "queue": job.queue}
    row = (await session.execute(_COUNT_FOR_TURN, values)).one()
    return row.waiting, row.unfinished, row.clock


async def list_abandoned(session: AsyncSession, silent_for: timedelta, grace: timedelta) -> Sequence[Job]:
    """Return jobs in work whose worker has been silent for too long; locked, and passed over where others hold them."""
    found = await session.execute(
        select(Job)
        .where(
            Job.status == JobStatus.PROCESSING,
            Job.heartbeat_at < func.now() - silent_for,
            # When the server was away, the living get the time to speak first.
            func.pg_postmaster_start_time() < func.now() - grace,
        )
        .with_for_update(skip_locked=True)
        .limit(100)
    )
    return found.scalars().all()


async def list_unqueued(session: AsyncSession, waiting_for: timedelta) -> Sequence[Job]:
    """Return waiting jobs that no entry of the queue stands for: the worker that took it died before its claim."""
    found = await session.execute(
        select(Job)
        .where(
            Job.status == JobStatus.PENDING,
            Job.updated_at < func.now() - waiting_for,
            text(
                "NOT EXISTS (SELECT 1 FROM queue.procrastinate_jobs q "
                "WHERE q.id = jobs.queue_entry_id AND q.status = 'todo')"
            ),
        )
        .with_for_update(skip_locked=True)
        .limit(100)
    )
    return found.scalars().all()


async def drop_dead_entries(session: AsyncSession, silent_for: timedelta) -> None:
    """Delete entries of jobs that dead workers hold, and those workers; a job is judged by its own row."""
    parameters = {"silent": silent_for}
    await session.execute(
        text(
            "DELETE FROM queue.procrastinate_jobs q WHERE q.task_name = 'run_job' AND q.status = 'doing' "
            "AND NOT EXISTS (SELECT 1 FROM queue.procrastinate_workers w "
            "WHERE w.id = q.worker_id AND w.last_heartbeat > now() - :silent)"
        ),
        parameters,
    )
    await session.execute(
        text("DELETE FROM queue.procrastinate_workers WHERE last_heartbeat < now() - :silent"), parameters
    )


def _held_by(job_id: UUID, attempt: int) -> tuple[ColumnElement[bool], ...]:
    return (Job.id == job_id, Job.attempt == attempt, Job.status == JobStatus.PROCESSING)


async def _change(session: AsyncSession, where: tuple[ColumnElement[bool], ...], **values: Any) -> Job | None:
    changed = await session.execute(
        update(Job)
        .where(*where)
        .values(updated_at=func.now(), **values)
        .returning(Job)
        .execution_options(populate_existing=True)
    )
    return changed.scalar_one_or_none()
