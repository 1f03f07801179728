"""Rules of jobs as a caller meets them: asked and paid in one transaction, watched, cancelled, deleted."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.credits import service as credits
from audiostudio.jobs import queue, repository
from audiostudio.jobs.models import Job, JobStatus
from audiostudio.jobs.repository import JobFilter
from audiostudio.jobs.schemas import JobError, JobReceipt, JobView
from audiostudio.kit.auth.subject import Subject
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.http.pagination import Page, decode_cursor, encode_cursor
from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.database import Database, constraint_name
from audiostudio.library import service as library
from audiostudio.library.models import Asset
from audiostudio.library.service import AssetLinks, NewAsset
from audiostudio.settings import Settings
from audiostudio.storage.backend import StorageBackend
from audiostudio.tools.base import Tool, ToolParams
from audiostudio.tools.registry import get_tool
from audiostudio.tools.tiers import LIMITS, Tier
from audiostudio.voices.cloning import service as cloned_voices
from audiostudio.voices.cloning.service import SamplesMissing

_IDEMPOTENCY_CONSTRAINT = "jobs_workspace_id_idempotency_key_key"


class JobNotFound(Problem):
    """There is no such job, or it is somebody else's."""

    status = 404
    code = "job_not_found"
    title = "There is no such job here."


class JobNotCancellable(Problem):
    """The job has ended."""

    status = 409
    code = "job_already_ended"
    title = "This job has ended; there is nothing to cancel."


class JobNotFinished(Problem):
    """The job has no result (yet)."""

    status = 409
    code = "job_not_completed"
    title = "This job has no result to download."


class IdempotencyKeyReused(Problem):
    """The key stands for another request."""

    status = 422
    code = "idempotency_key_reused"
    title = "This Idempotency-Key was used for another request; use a fresh one."


@dataclass(frozen=True)
class JobRequest:
    """What is asked of a tool, checked, and what the answer to a repeated request depends on."""

    tool: str
    params: ToolParams
    tier: Tier
    filename: str
    webhook_url: str | None = None
    external_user: str | None = None
    idempotency_key: str | None = None
    fingerprint: bytes | None = None


def price(subject: Subject, tool: Tool[Any], params: ToolParams, file_count: int) -> Decimal:
    """Return what a run costs the caller, in credits; the operator's own backend pays nothing."""
    return Decimal(0) if subject.is_service else Decimal(tool.price_credits(params, file_count))


def starting_price(subject: Subject, tools: Iterable[Tool[Any]]) -> Decimal:
    """Return what the cheapest run of any of ``tools`` costs the caller, in credits."""
    return Decimal(0) if subject.is_service else Decimal(min(tool.starting_price_credits() for tool in tools))


def request_fingerprint(*parts: Any) -> bytes:
    """Return a hash of a request, by which a repetition is told from another request under the same key."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).digest()


def input_role(number: int, *, reference: bool = False) -> str:
    """Return the role of a job's n-th input, from 0."""
    return f"{'reference' if reference else 'input'}-{number:03d}"


def is_reference(role: str) -> bool:
    """Return whether an input is one that the result is to resemble."""
    return role.startswith("reference")


async def find_replay(session: AsyncSession, subject: Subject, key: str | None, fingerprint: bytes) -> Job | None:
    """Return the job that an earlier request with this key made, if there was one.

    Raises:
        IdempotencyKeyReused: that request was another one.
    """
    if key is None:
        return None
    job = await repository.find_by_idempotency_key(session, subject.workspace_id, key)
    if job is not None and job.request_fingerprint != fingerprint:
        raise IdempotencyKeyReused
    return job


async def submit(
    database: Database,
    backend: StorageBackend,
    settings: Settings,
    subject: Subject,
    request: JobRequest,
    uploads: Sequence[NewAsset],
    *,
    together: Callable[[AsyncSession, Job], Awaitable[None]] | None = None,
) -> Job:
    """Keep the uploads, charge its price, make the job and queue it: all of it or nothing.

    Args:
        database: as the application.
        backend: where files are kept.
        settings: the product's.
        subject: who asks.
        request: what for.
        uploads: the files it is to work on.
        together: what else is to happen in the transaction that makes the job; where it raises, nothing happens.

    Raises:
        NotEnoughCredits: nothing was kept or charged.
        IdempotencyKeyReused: the key stands for another request.
        VoiceNotFound, VoiceDeleted, VoiceNotTrained: a cloned voice that it names cannot speak for the caller.
        SamplesMissing: a voice is to be trained without the samples that ``together`` gives it.
    """
    if request.tool == cloned_voices.TOOL and together is None:
        raise SamplesMissing
    job = _new_job(settings, subject, request, sum(not is_reference(new.role) for new in uploads))
    async with database.session(workspace_id=subject.workspace_id) as session:
        await credits.require(session, subject.workspace_id, job.cost)
    assets = await library.store(
        database,
        backend,
        settings,
        workspace_id=subject.workspace_id,
        job_id=job.id,
        direction="input",
        new_assets=uploads,
    )
    try:
        async with database.session(workspace_id=subject.workspace_id, user_id=subject.user_id) as session:
            await cloned_voices.use(session, job.params)
            await repository.add(session, job)
            if together is not None:
                await together(session, job)
            await _charge(session, job)
            await library.add(session, assets)
            await enqueue(session, job)
    except IntegrityError as error:
        await library.discard(database, backend, subject.workspace_id, assets)
        if constraint_name(error) != _IDEMPOTENCY_CONSTRAINT or request.fingerprint is None:
            raise
        async with database.session(workspace_id=subject.workspace_id) as session:
            earlier = await find_replay(session, subject, request.idempotency_key, request.fingerprint)
        if earlier is None:
            raise
        return earlier
    except BaseException:
        await library.discard(database, backend, subject.workspace_id, assets)
        raise
    return job


async def begin_claimed(database: Database, settings: Settings, subject: Subject, request: JobRequest) -> Job:
    """Charge and make a job without inputs that the caller itself works on from now on, as its first attempt.

    Raises:
        NotEnoughCredits: nothing was charged.
        VoiceNotFound, VoiceDeleted, VoiceNotTrained: a cloned voice that it names cannot speak for the caller.
    """
    job = _new_job(settings, subject, request, 0)
    job.status, job.attempt, job.message = JobStatus.PROCESSING, 1, "starting"
    async with database.session(workspace_id=subject.workspace_id, user_id=subject.user_id) as session:
        await credits.require(session, subject.workspace_id, job.cost)
        await cloned_voices.use(session, job.params)
        await repository.add(session, job)
        await repository.mark_begun(session, job.id)
        await _charge(session, job)
    return job


def _new_job(settings: Settings, subject: Subject, request: JobRequest, file_count: int) -> Job:
    tool = get_tool(request.tool)
    return Job(
        id=new_id(),
        workspace_id=subject.workspace_id,
        user_id=subject.user_id,
        tool=tool.name,
        model=getattr(request.params, "model", tool.name),
        params=request.params.model_dump(mode="json"),
        tier=request.tier,
        filename=request.filename,
        cost=price(subject, tool, request.params, file_count),
        queue=tool.queue,
        priority=LIMITS[request.tier].queue_priority,
        max_attempts=settings.job_max_attempts,
        webhook_url=request.webhook_url,
        external_user=request.external_user,
        idempotency_key=request.idempotency_key,
        request_fingerprint=request.fingerprint,
    )


async def _charge(session: AsyncSession, job: Job) -> None:
    await credits.debit_for_job(session, job.id, f"{get_tool(job.tool).title}: {job.filename}")


async def enqueue(session: AsyncSession, job: Job, *, delay_s: float = 0) -> None:
    """Queue a waiting job inside the session's transaction."""
    entry_id = await queue.enqueue(session, job.id, queue=job.queue, priority=job.priority, delay_s=delay_s)
    await repository.set_queue_entry(session, job.id, entry_id)


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
    page = rows[:limit]
    more = encode_cursor(page[-1].created_at, page[-1].id) if len(rows) > limit else None
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
    elif job.status == JobStatus.PROCESSING:
        await repository.request_cancel(session, job_id)
    else:
        raise JobNotCancellable
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
