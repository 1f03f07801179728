"""Rules of jobs as a caller meets them: asked and paid in one transaction, watched, cancelled, deleted."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts.plans import Plan, Tier
from audiostudio.credits import service as credits
from audiostudio.credits.service import NotEnoughCredits
from audiostudio.jobs import queue, repository
from audiostudio.jobs.hooks import hooks_of
from audiostudio.jobs.models import Job, JobStatus
from audiostudio.jobs.problems import (
    JobNotCancellable,
    JobNotFound,
    JobNotRetryable,
    TooManyJobsWaiting,
    WorkspaceSuspended,
)
from audiostudio.jobs.repository import JobFilter
from audiostudio.jobs.requests import JobRequest, is_reference, price
from audiostudio.jobs.schemas import JobError, JobReceipt, JobView
from audiostudio.jobs.turns import place
from audiostudio.kit import idempotency
from audiostudio.kit.auth.subject import Subject
from audiostudio.kit.http.pagination import Page, decode_cursor, split_page
from audiostudio.kit.idempotency import RequestRepeated
from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.postgres.refusals import refusals
from audiostudio.library import service as library
from audiostudio.library.models import Asset
from audiostudio.library.service import AssetLinks, NewAsset
from audiostudio.settings import Settings
from audiostudio.storage.backend import StorageBackend
from audiostudio.tools.registry import get_tool


async def find_replay(session: AsyncSession, subject: Subject, request: JobRequest) -> Job | None:
    """Return the job that the same request made before under its key, if there was one.

    Raises:
        IdempotencyKeyReused: the key stands for another request.
    """
    if request.key is None:
        return None
    job_id = await idempotency.find_made(
        session, request.key, workspace_id=subject.workspace_id, kind=Job.__tablename__
    )
    return None if job_id is None else await repository.get(session, job_id)


async def submit(
    database: Database,
    backend: StorageBackend,
    settings: Settings,
    subject: Subject,
    request: JobRequest,
    uploads: Sequence[NewAsset],
    *,
    quota_bytes: int | None = None,
) -> Job:
    """Keep the uploads, charge its price, make the job and queue it: all of it or nothing.

    Args:
        database: as the application.
        backend: where files are kept.
        settings: the product's.
        subject: who asks.
        request: what for; one that another has made meanwhile under the same key returns that one's job.
        uploads: the files it is to work on.
        quota_bytes: what the workspace may keep with them; None where nothing bounds it. What comes out of a job is
            kept in any case, since it is paid.

    Raises:
        NotEnoughCredits, StorageQuotaUsedUp, TooManyJobsWaiting: nothing was kept or charged.
        IdempotencyKeyReused: the key stands for another request.
        Problem: a feature refuses; nothing was kept or charged.
    """
    check(request)
    job = new_job(settings, subject, request, uploads)
    storing = library.stored(
        database,
        backend,
        settings,
        workspace_id=job.workspace_id,
        job_id=job.id,
        direction="input",
        new_assets=uploads,
    )
    try:
        async with storing as assets, _charging(database, job) as session:
            await make(session, subject, request, job, assets, quota_bytes=quota_bytes)
    except RequestRepeated as earlier:
        async with database.session(workspace_id=subject.workspace_id) as session:
            return await get(session, earlier.resource_id)
    return job


async def begin_claimed(database: Database, settings: Settings, subject: Subject, request: JobRequest) -> Job:
    """Charge and make a job without inputs that the caller itself works on from now on, as its first attempt.

    Raises:
        NotEnoughCredits: nothing was charged.
        RequestRepeated: the same request made a job before under its key; nothing was charged.
        Problem: a feature refuses; nothing was charged.
    """
    check(request)
    job = new_job(settings, subject, request, ())
    job.status, job.attempt, job.message = JobStatus.PROCESSING, 1, "starting"
    async with _charging(database, job) as session:
        await idempotency.claim(
            session, request.key, workspace_id=job.workspace_id, kind=Job.__tablename__, resource_id=job.id
        )
        await repository.add(session, job)
        await _use(session, subject, request, job)
        await repository.mark_begun(session, job.id)
        await _charge(session, job)
    return job


async def make(
    session: AsyncSession,
    subject: Subject,
    request: JobRequest,
    job: Job,
    assets: Sequence[Asset],
    *,
    quota_bytes: int | None,
) -> None:
    """Make, charge and queue a job inside the session's transaction, which a refusal gives up.

    Raises:
        RequestRepeated: the same request has made another.
        Problem: as `submit` does.
    """
    await idempotency.claim(
        session, request.key, workspace_id=job.workspace_id, kind=Job.__tablename__, resource_id=job.id
    )
    await repository.add(session, job)
    await _use(session, subject, request, job)
    await _charge(session, job)
    await library.add(session, assets)
    await library.check_quota(session, job.workspace_id, assets, quota_bytes)
    await enqueue(session, job, most_waiting=request.plan.max_waiting_jobs)


def new_job(settings: Settings, subject: Subject, request: JobRequest, uploads: Sequence[NewAsset]) -> Job:
    """Return the job that a request makes of files, which is nowhere yet."""
    tool = get_tool(request.tool)
    file_count = sum(not is_reference(new.role) for new in uploads)
    return Job(
        id=new_id(),
        workspace_id=subject.workspace_id,
        user_id=subject.user_id,
        api_key_id=subject.key_id,
        tool=tool.name,
        model=getattr(request.params, "model", tool.name),
        params=request.params.model_dump(mode="json"),
        tier=request.plan.tier,
        filename=request.filename,
        cost=price(subject, tool, request.params, file_count),
        queue=tool.queue,
        max_attempts=settings.job_max_attempts,
        webhook_url=request.webhook_url,
        external_user=request.external_user,
    )


def check(request: JobRequest) -> None:
    """Let features refuse a request before anything is kept or paid, by raising a ``Problem``."""
    for hook in hooks_of(request.tool):
        hook.check(request)


async def _use(session: AsyncSession, subject: Subject, request: JobRequest, job: Job) -> None:
    for hook in hooks_of(job.tool):
        await hook.use(session, subject, request, job)


@asynccontextmanager
async def _charging(database: Database, job: Job) -> AsyncIterator[AsyncSession]:
    """Open the transaction that makes and charges a job; a refused debit says how much is left."""
    try:
        with refusals(WorkspaceSuspended):
            async with database.session(workspace_id=job.workspace_id, user_id=job.user_id) as session:
                yield session
    except NotEnoughCredits:
        async with database.session(workspace_id=job.workspace_id) as session:
            credits.require(await credits.get_balance(session, job.workspace_id), job.cost)
        raise


async def _charge(session: AsyncSession, job: Job) -> None:
    await credits.debit_for_job(session, job.id, f"{get_tool(job.tool).title}: {job.filename}")


async def ended(session: AsyncSession, job: Job) -> None:
    """Tell features that a job failed or was cancelled, inside the transaction that ended it."""
    for hook in hooks_of(job.tool):
        await hook.ended(session, job)


async def enqueue(session: AsyncSession, job: Job, *, delay_s: float = 0, most_waiting: int | None = None) -> None:
    """Queue a waiting job at its turn, inside the session's transaction.

    Raises:
        TooManyJobsWaiting: ``most_waiting`` others of its workspace wait already.
    """
    waiting, unfinished, clock = await repository.count_for_turn(session, job)
    if most_waiting is not None and waiting >= most_waiting:
        raise _too_many_waiting(most_waiting)
    turn, priority = place(Tier(job.tier), clock=clock, unfinished=unfinished)
    entry_id = await queue.enqueue(session, job.id, queue=job.queue, priority=priority, delay_s=delay_s)
    await repository.set_queue_entry(session, job.id, entry_id, turn)


def require_room(plan: Plan, waiting_jobs: int) -> None:
    """Refuse early what may not wait; the queue itself decides.

    Raises:
        TooManyJobsWaiting: as many jobs wait as the plan allows.
    """
    if waiting_jobs >= plan.max_waiting_jobs:
        raise _too_many_waiting(plan.max_waiting_jobs)


def _too_many_waiting(allowed: int) -> TooManyJobsWaiting:
    return TooManyJobsWaiting(
        f"{allowed} jobs of your workspace wait, as many as your plan allows; "
        "send more when some have begun, or delete what you no longer need.",
        allowed={"waiting_jobs": allowed},
    )


async def get(session: AsyncSession, job_id: UUID) -> Job:
    """Return a job.

    Raises:
        JobNotFound: it is not there for this session.
    """
    job = await repository.get(session, job_id)
    if job is None:
        raise JobNotFound
    return job


async def list_jobs(
    session: AsyncSession,
    links: AssetLinks,
    workspace_id: UUID,
    wanted: JobFilter,
    *,
    limit: int,
    cursor: str | None,
) -> Page[JobView]:
    """Return a page of jobs, newest first."""
    rows = await repository.list_page(session, workspace_id, wanted, limit=limit + 1, after=decode_cursor(cursor))
    page, more = split_page(rows, limit, lambda row: (row.created_at, row.id))
    return Page(items=await views(session, links, page), next_cursor=more)


async def cancel(session: AsyncSession, job_id: UUID) -> Job:
    """Cancel a job: one that waits ends at once and is refunded, one in work is stopped soon.

    Raises:
        JobNotFound, JobNotCancellable: there is nothing to cancel.
    """
    job = await repository.get(session, job_id, lock=True)
    if job is None:
        raise JobNotFound
    if job.status == JobStatus.PENDING:
        await repository.cancel_waiting(session, job_id)
        await credits.refund_for_job(session, job_id, f"Cancelled: {job.filename}")
        await ended(session, job)
    elif job.status == JobStatus.PROCESSING:
        await repository.request_cancel(session, job_id)
    else:
        raise JobNotCancellable
    return await get(session, job_id)


async def retry(session: AsyncSession, settings: Settings, job_id: UUID) -> Job:
    """Let a job that failed be worked on again, at no charge: its price was given back, and is not taken twice.

    Raises:
        JobNotFound, JobNotRetryable: there is nothing to retry.
    """
    if await repository.get(session, job_id, lock=True) is None:
        raise JobNotFound
    job = await repository.reopen(session, job_id, attempts_granted=settings.job_max_attempts)
    if job is None:
        raise JobNotRetryable
    await enqueue(session, job)
    return await get(session, job_id)


async def delete(session: AsyncSession, job_id: UUID) -> None:
    """Delete a job with its files, except what is kept; one that waits is refunded first, one in work is stopped.

    Raises:
        JobNotFound: there is none.
    """
    job = await repository.get(session, job_id, lock=True)
    if job is None:
        raise JobNotFound
    if job.status == JobStatus.PENDING:
        await cancel(session, job_id)
    await library.detach_kept(session, job_id)
    await repository.delete_job(session, job_id)


def receipt(job: Job, settings: Settings) -> JobReceipt:
    """Return what a caller is told of an accepted job."""
    return JobReceipt(
        job_id=job.id,
        status=JobStatus(job.status),
        cost=job.cost,
        status_url=f"{settings.public_url}/status/{job.id}",
    )


async def view(job: Job, assets: Sequence[Asset], links: AssetLinks) -> JobView:
    """Return a job, with what went into it and what came out, as callers see it."""
    error = JobError(code=job.error_code, detail=job.error_detail or "") if job.error_code else None
    return JobView(
        **receipt(job, links.settings).model_dump(),
        tool=job.tool,
        model=job.model,
        params=job.params,
        filename=job.filename,
        progress=job.progress,
        message=job.message,
        attempt=job.attempt,
        cancel_requested=job.cancel_requested,
        inputs=[await links.view(asset) for asset in assets if asset.direction == "input"],
        outputs=[await links.view(asset) for asset in assets if asset.direction == "output"],
        report=job.report,
        error=error,
        external_user=job.external_user,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
    )


async def views(session: AsyncSession, links: AssetLinks, jobs: Sequence[Job]) -> list[JobView]:
    """Return jobs with their files as callers see them."""
    assets = await library.list_by_job(session, [job.id for job in jobs])
    return [await view(job, assets[job.id], links) for job in jobs]


async def get_view(session: AsyncSession, links: AssetLinks, job_id: UUID) -> JobView:
    """Return a job with its files as callers see it.

    Raises:
        JobNotFound: it is not there for this session.
    """
    job = await get(session, job_id)
    return (await views(session, links, [job]))[0]
