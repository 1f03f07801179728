"""Several jobs made in one transaction: all that can be are, and what cannot be stands beside them with its reason."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.audio.errors import CodedError
from audiostudio.credits import service as credits
from audiostudio.credits.service import NotEnoughCredits
from audiostudio.jobs import service
from audiostudio.jobs.models import Job
from audiostudio.jobs.requests import JobRequest
from audiostudio.kit.auth.subject import Subject
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.idempotency import RequestRepeated
from audiostudio.kit.postgres.database import Database
from audiostudio.library import service as library
from audiostudio.library.models import Asset
from audiostudio.library.service import NewAsset
from audiostudio.settings import Settings
from audiostudio.storage.backend import StorageBackend

Refusal = Problem | CodedError
Outcome = Job | Refusal
Finish = Callable[[AsyncSession, Sequence[Outcome]], Awaitable[None]]
"""What else the transaction does, once it is known what becomes of each request."""


@dataclass(frozen=True)
class Prepared:
    """A request whose files were looked at and lie in a folder of this process."""

    request: JobRequest
    uploads: Sequence[NewAsset]


@dataclass(frozen=True)
class _Stored:
    request: JobRequest
    job: Job
    assets: Sequence[Asset]


async def submit_together(
    database: Database,
    backend: StorageBackend,
    settings: Settings,
    subject: Subject,
    asked: Sequence[Prepared | Refusal],
    *,
    quota_bytes: int | None,
    finish: Finish,
) -> list[Outcome]:
    """Make a job of each request that can be paid and kept, all in one transaction, and return them in order.

    Args:
        database: as the application.
        backend: where files are kept.
        settings: the product's.
        subject: who asks.
        asked: the requests; those that were refused before stay what they are.
        quota_bytes: what the workspace may keep with them; None where nothing bounds it.
        finish: called at the end of the transaction; where it raises, there is no job.
    """
    stored: list[_Stored | Refusal] = []
    try:
        for item in asked:  # one at a time, so that what broke off is known by what is there
            stored.append(await _stored(database, backend, settings, subject, item))  # noqa: PERF401
        async with database.session(workspace_id=subject.workspace_id, user_id=subject.user_id) as session:
            outcomes = [await _made(session, subject, item, quota_bytes) for item in stored]
            await finish(session, outcomes)
    except BaseException:
        await _discard(database, backend, stored)
        raise
    kept = {outcome.id for outcome in outcomes if isinstance(outcome, Job)}
    await _discard(
        database, backend, [item for item in stored if isinstance(item, _Stored) and item.job.id not in kept]
    )
    return outcomes


async def _stored(
    database: Database, backend: StorageBackend, settings: Settings, subject: Subject, item: Prepared | Refusal
) -> _Stored | Refusal:
    if not isinstance(item, Prepared):
        return item
    try:
        service.check(item.request)
        job = service.new_job(settings, subject, item.request, item.uploads)
        assets = await library.put(
            database,
            backend,
            settings,
            workspace_id=job.workspace_id,
            job_id=job.id,
            direction="input",
            new_assets=item.uploads,
        )
    except (Problem, CodedError) as refusal:
        return refusal
    return _Stored(item.request, job, assets)


async def _made(session: AsyncSession, subject: Subject, item: _Stored | Refusal, quota_bytes: int | None) -> Outcome:
    if not isinstance(item, _Stored):
        return item
    try:
        async with session.begin_nested():
            await service.make(session, subject, item.request, item.job, item.assets, quota_bytes=quota_bytes)
    except RequestRepeated as earlier:
        return await service.get(session, earlier.resource_id)
    except NotEnoughCredits:
        left = await credits.get_balance(session, subject.workspace_id)
        return NotEnoughCredits(f"This costs {item.job.cost} and {left} is left.")
    except (Problem, CodedError) as refusal:
        return refusal
    return item.job


async def _discard(database: Database, backend: StorageBackend, stored: Sequence[_Stored | Refusal]) -> None:
    for item in stored:
        if isinstance(item, _Stored):
            await library.discard(database, backend, item.assets)
