"""How the state of a job moves while a worker holds it: each move is one transaction, fenced by the attempt."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.credits import service as credits
from audiostudio.jobs import repository, service
from audiostudio.jobs.hooks import hooks_of
from audiostudio.jobs.models import Job, JobStatus
from audiostudio.jobs.repository import Beat
from audiostudio.kit.http.rate_limits import RateLimited, enforce
from audiostudio.kit.postgres.database import Database, set_workspace
from audiostudio.library import service as library
from audiostudio.library.models import Asset
from audiostudio.library.service import NewAsset
from audiostudio.settings import Settings
from audiostudio.storage.backend import StorageBackend

logger = logging.getLogger(__name__)

_FIRST_RETRY_DELAY_S = 2.0
DISK_FULL = "The server had no room for what came of this; the credits were given back."


class _HeldByAnother(Exception):
    """Another attempt holds the job, so that what this one made is given up."""


async def claim(database: Database, job_id: UUID) -> Job | None:
    """Take a waiting job for its next attempt; None where it was cancelled, deleted or taken meanwhile."""
    async with database.session() as session:
        return await repository.claim(session, job_id)


async def input_assets(database: Database, job: Job) -> Sequence[Asset]:
    """Return the files that go into a job: its own or, where it has none, those that a feature gives it."""
    async with database.session(workspace_id=job.workspace_id) as session:
        inputs = await library.list_of_job(session, job.id, "input")
        for hook in hooks_of(job.tool):
            inputs = inputs or await hook.inputs(session, job)
        return inputs


class BeatAnswer(NamedTuple):
    """What an attempt learns by a beat: whether it was written down, and whether the attempt should stop."""

    was_written: bool
    should_stop: bool


async def heartbeats(
    database: Database, beats: Sequence[Beat], *, workspace_id: UUID | None = None
) -> dict[tuple[UUID, int], BeatAnswer]:
    """Tell that attempts are alive; answers are by job and attempt, and none for those that lost their job."""
    async with database.session(workspace_id=workspace_id) as session:
        rows = await repository.write_beats(session, beats)
    return {(job_id, attempt): BeatAnswer(*answer) for job_id, attempt, *answer, _ in rows}


async def complete(
    database: Database,
    job: Job,
    outputs: Sequence[Asset],
    report: dict[str, Any],
    input_peaks: Mapping[UUID, bytes] | None = None,
) -> bool:
    """Finish a job with its outputs; False where another attempt holds it, whose outputs then count."""
    async with database.session(workspace_id=job.workspace_id) as session:
        if await repository.complete(session, job.id, job.attempt, report) is None:
            return False
        await library.add(session, outputs)
        await library.add_peaks(session, input_peaks or {})
        for hook in hooks_of(job.tool):
            await hook.completed(session, job, outputs, report)
        return True


async def store_and_complete(
    database: Database,
    backend: StorageBackend,
    settings: Settings,
    job: Job,
    new_assets: Sequence[NewAsset],
    report: dict[str, Any],
    input_peaks: Mapping[UUID, bytes] | None = None,
) -> bool:
    """Store what came out of a job and complete it; False, and nothing kept, where another attempt holds it.

    May be repeated.
    """
    storing = library.stored(
        database,
        backend,
        settings,
        workspace_id=job.workspace_id,
        job_id=job.id,
        direction="output",
        new_assets=new_assets,
    )
    try:
        async with storing as outputs:
            if not await complete(database, job, outputs, report, input_peaks):
                raise _HeldByAnother
    except _HeldByAnother:
        return False
    return True


async def fail(database: Database, job: Job, *, code: str, detail: str) -> None:
    """End a job for good and give its price back."""
    async with database.session(workspace_id=job.workspace_id, user_id=job.user_id) as session:
        if await repository.end(session, job.id, job.attempt, status=JobStatus.FAILED, code=code, detail=detail):
            await credits.refund_for_job(session, job.id, f"Failed: {job.filename}")
            await service.ended(session, job)


async def fail_over_time(database: Database, settings: Settings, job: Job) -> None:
    """End a job that took too long; its price is given back so often a day, for the work was done."""
    detail = f"This took longer than the {settings.job_time_limit_s:g} s allowed"
    async with database.session(workspace_id=job.workspace_id, user_id=job.user_id) as session:
        try:
            await enforce(
                session, scope="time_limit_refund", caller=str(job.workspace_id), limit=settings.time_limit_refunds
            )
            refunded, detail = True, f"{detail}; its price was given back."
        except RateLimited:
            allowed = settings.time_limit_refunds
            refunded, detail = False, f"{detail}; it is charged, since the price of such is given back {allowed}."
        ended = await repository.end(
            session, job.id, job.attempt, status=JobStatus.FAILED, code="time_limit", detail=detail
        )
        if ended:
            if refunded:
                await credits.refund_for_job(session, job.id, f"Failed: {job.filename}")
            await service.ended(session, job)


async def mark_cancelled(database: Database, job: Job) -> None:
    """End a job that its owner cancelled while it was in work; the work was done, so nothing is given back."""
    async with database.session(workspace_id=job.workspace_id) as session:
        ended = await repository.end(
            session,
            job.id,
            job.attempt,
            status=JobStatus.CANCELLED,
            code="cancelled",
            detail="Cancelled while in work.",
        )
        if ended:
            await service.ended(session, job)


async def retry_or_fail(database: Database, job: Job, *, code: str, detail: str) -> None:
    """Queue a job again after a fault that is not its own, later each time, until its attempts are used up."""
    if job.attempt >= job.max_attempts:
        await fail(database, job, code=code, detail=detail)
        return
    async with database.session(workspace_id=job.workspace_id) as session:
        if await repository.release(session, job.id, job.attempt, "waiting to be tried again"):
            await service.enqueue(session, job, delay_s=_FIRST_RETRY_DELAY_S * 2 ** (job.attempt - 1))


async def release(database: Database, job: Job) -> None:
    """Queue a job again because this worker is shutting down; the attempt does not count."""
    async with database.session(workspace_id=job.workspace_id) as session:
        if await repository.release(session, job.id, job.attempt, "waiting", attempts_granted=1):
            await service.enqueue(session, job)


async def recover_stalled(database: Database, *, silent_for_s: float, grace_s: float = 0) -> int:
    """Bring back jobs that dead workers hold and return how many there were.

    A worker that is only slow finds, at its next heartbeat, that the job is not its any more.

    Args:
        database: as the worker.
        silent_for_s: seconds without a heartbeat that mean death.
        grace_s: seconds that workers get, after the database server was away, before their silence counts.
    """
    silence, grace = timedelta(seconds=silent_for_s), timedelta(seconds=grace_s)
    async with database.session() as session:
        await repository.drop_dead_entries(session, silence)
    recovered = 0
    while job_ids := await _recover_some(database, silence, grace):
        recovered += len(job_ids)
        logger.warning("recovered jobs of silent workers: %s", ", ".join(map(str, job_ids)))
    return recovered


async def recover_attempts(database: Database, attempts: Iterable[tuple[UUID, int]]) -> None:
    """Bring back what a worker held whose death is known, without waiting for its silence to tell."""
    async with database.session() as session:
        for job_id, attempt in attempts:
            job = await repository.get(session, job_id, lock=True)
            if job is not None and job.attempt == attempt and job.status == JobStatus.PROCESSING:
                await _requeue(session, job)


async def _recover_some(database: Database, silence: timedelta, grace: timedelta) -> list[UUID]:
    async with database.session() as session:
        abandoned = list(await repository.list_abandoned(session, silence, grace))
        for job in abandoned:
            await _requeue(session, job)
        unqueued = list(await repository.list_unqueued(session, silence))
        for job in unqueued:
            await service.enqueue(session, job)
            await repository.touch(session, job.id)
        return [job.id for job in (*abandoned, *unqueued)]


async def _requeue(session: AsyncSession, job: Job) -> None:
    """Queue a job whose worker is gone again, or end it after its last attempt."""
    await set_workspace(session, workspace_id=job.workspace_id)
    if job.attempt < job.max_attempts:
        await repository.release(session, job.id, job.attempt, "waiting to be tried again")
        await service.enqueue(session, job)
        return
    await repository.end(
        session,
        job.id,
        job.attempt,
        status=JobStatus.FAILED,
        code="worker_lost",
        detail="The worker died at this job, more than once; the credits were given back.",
    )
    await credits.refund_for_job(session, job.id, f"Failed: {job.filename}")
    await service.ended(session, job)
