"""Batches: many jobs asked for at once, made in one transaction, a result for each item in its place.

Should the process die before that transaction ends, there is no job of the batch, and it can be sent again; once it has
ended, the same batch under the same key is told what the first one was.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.audio.errors import CodedError
from audiostudio.intake.download import limit_downloads
from audiostudio.jobs import service as jobs
from audiostudio.jobs.models import Job
from audiostudio.jobs.schemas import JobError
from audiostudio.jobs.together import Outcome, Prepared, Refusal, submit_together
from audiostudio.kit import idempotency
from audiostudio.kit.auth.subject import Subject
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.idempotency import RequestKey, RequestRepeated, request_key
from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.database import Database
from audiostudio.library.sources import resolve_source
from audiostudio.settings import Settings
from audiostudio.submissions import repository
from audiostudio.submissions.models import Batch
from audiostudio.submissions.schemas import BatchItem, BatchRequest, BatchResult, BatchView
from audiostudio.submissions.submitter import Submitter


class BatchNotFound(Problem):
    """There is no such batch, or it is another workspace's."""

    status = 404
    code = "batch_not_found"
    title = "There is no such batch here; they are kept for 30 days."


async def submit(submitter: Submitter, body: BatchRequest, *, key: str | None) -> BatchView:
    """Make a job of each item that can be paid and worked on, or return what the same batch made before.

    Raises:
        IdempotencyKeyReused: the key stands for another batch.
        DatabaseUnavailable: nothing was made.
    """
    intake, named = submitter.intake, request_key(key, body.model_dump(mode="json"))
    if (earlier := await _earlier(intake.database, intake.subject, named)) is not None:
        return earlier
    batch = Batch(
        id=new_id(),
        workspace_id=intake.subject.workspace_id,
        user_id=intake.subject.user_id,
        created_at=datetime.now(UTC),
    )

    async def finish(session: AsyncSession, outcomes: Sequence[Outcome]) -> None:
        await idempotency.claim(
            session, named, workspace_id=batch.workspace_id, kind=Batch.__tablename__, resource_id=batch.id
        )
        batch.results = [_result(outcome, intake.settings).model_dump(mode="json") for outcome in outcomes]
        await repository.add(session, batch)

    with TemporaryDirectory(dir=intake.work_dir) as folder:
        places = [Path(folder) / str(number) for number in range(len(body.items))]
        prepared = await _all_prepared(submitter, body.items, places)
        try:
            await submit_together(
                intake.database,
                intake.backend,
                intake.settings,
                intake.subject,
                prepared,
                quota_bytes=intake.quota_bytes,
                finish=finish,
            )
        except RequestRepeated as repeated:
            return await look_up(intake.database, intake.subject, repeated.resource_id)
    return _view(batch)


async def look_up(database: Database, subject: Subject, batch_id: UUID) -> BatchView:
    """Return what became of a batch.

    Raises:
        BatchNotFound: there is none.
    """
    async with database.session(workspace_id=subject.workspace_id) as session:
        batch = await repository.get(session, batch_id)
    if batch is None:
        raise BatchNotFound
    return _view(batch)


async def _earlier(database: Database, subject: Subject, key: RequestKey | None) -> BatchView | None:
    if key is None:
        return None
    async with database.session(workspace_id=subject.workspace_id) as session:
        found = await idempotency.find_made(session, key, workspace_id=subject.workspace_id, kind=Batch.__tablename__)
    return None if found is None else await look_up(database, subject, found)


async def _all_prepared(
    submitter: Submitter, items: Sequence[BatchItem], folders: Sequence[Path]
) -> list[Prepared | Refusal]:
    """Return what becomes of each item; where this server cannot work, that is no item's fault, and raised."""
    pairs = zip(items, folders, strict=True)
    found = await asyncio.gather(*(_prepare(submitter, *pair) for pair in pairs), return_exceptions=True)
    prepared: list[Prepared | Refusal] = []
    for item in found:
        broken = isinstance(item, BaseException) and not isinstance(item, Refusal)
        if isinstance(item, BaseException) and (broken or (isinstance(item, Problem) and item.status >= 500)):
            raise item
        prepared.append(item)  # type: ignore[arg-type]  # narrowed above
    return prepared


async def _prepare(submitter: Submitter, item: BatchItem, folder: Path) -> Prepared | Refusal:
    intake = submitter.intake
    try:
        if item.audio_urls:
            await limit_downloads(intake.database, intake.settings, intake.subject)
        async with intake.database.session(workspace_id=intake.subject.workspace_id) as session:
            files = [await resolve_source(session, audio_id) for audio_id in item.audio_ids]
            references = [await resolve_source(session, audio_id) for audio_id in item.reference_ids]
        asked = await submitter.ask(
            tool_name=item.tool,
            parameters=item.parameters,
            files=files,
            urls=item.audio_urls,
            references=references,
            webhook_url=item.webhook_url,
            idempotency_key=item.idempotency_key,
        )
        folder.mkdir()  # noqa: ASYNC240 - one call of the system's
        return await submitter.prepare(asked, folder)
    except (Problem, CodedError) as refusal:
        return refusal


def _result(outcome: Outcome, settings: Settings) -> BatchResult:
    if isinstance(outcome, Job):
        return BatchResult(job=jobs.receipt(outcome, settings), error=None)
    return BatchResult(job=None, error=JobError(code=outcome.code, detail=outcome.detail))


def _view(batch: Batch) -> BatchView:
    items = [BatchResult.model_validate(result) for result in batch.results]
    return BatchView(batch_id=batch.id, items=items, created_at=batch.created_at)
