"""Routes that ask a tool to work on what is in the library already, or on nothing but its parameters."""

from uuid import UUID

from fastapi import APIRouter

from audiostudio.accounts.problems import NoSuchAccount
from audiostudio.intake.download import TooManyDownloads, limit_downloads
from audiostudio.jobs.auth import JobsReader
from audiostudio.jobs.requests import is_reference
from audiostudio.jobs.schemas import JobReceipt, JobView
from audiostudio.kit.auth.subject import AppDatabase
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import Problem, responses
from audiostudio.kit.http.rate_limits import RateLimited
from audiostudio.kit.idempotency import IdempotencyKey, IdempotencyKeyReused
from audiostudio.kit.outbound.fetch import FETCH_PROBLEMS
from audiostudio.library import items
from audiostudio.library import service as library
from audiostudio.library.sources import SourceFile, resolve_source
from audiostudio.submissions import batches
from audiostudio.submissions.batches import BatchNotFound
from audiostudio.submissions.refusals import REFUSED_SOURCES
from audiostudio.submissions.responder import ENDED, Responder
from audiostudio.submissions.schemas import AgainRequest, BatchRequest, BatchView, LibraryJobRequest
from audiostudio.submissions.submitter import CallerSubmitter
from audiostudio.tools.registry import get_tool

router = APIRouter(tags=["studio"])


class SourceMissing(Problem):
    """What an item was made from has been deleted."""

    status = 409
    code = "source_missing"
    title = "What this was made from is no longer here; send it again with POST /upload."


@router.post(
    "/jobs",
    status_code=202,
    response_model=JobReceipt | JobView,
    responses=responses(*REFUSED_SOURCES, *FETCH_PROBLEMS, RateLimited, TooManyDownloads) | ENDED,
)
async def work_on_items(
    body: LibraryJobRequest, submitter: CallerSubmitter, responder: Responder, idempotency_key: IdempotencyKey = None
) -> JobReceipt | JobView:
    """Ask a tool to work on finished uploads, sounds of the library or of addresses, or on its parameters alone."""
    intake = submitter.intake
    if body.audio_urls:
        await limit_downloads(intake.database, intake.settings, intake.subject)
    async with intake.database.session(workspace_id=intake.subject.workspace_id) as session:
        files = [await resolve_source(session, audio_id) for audio_id in body.audio_ids]
        references = [await resolve_source(session, audio_id) for audio_id in body.reference_ids]
    job = await submitter.submit_sources(
        tool_name=body.tool,
        parameters=body.parameters,
        files=files,
        urls=body.audio_urls,
        references=references,
        webhook_url=body.webhook_url,
        idempotency_key=idempotency_key,
    )
    return await responder.respond(job)


@router.post("/batch", status_code=202, responses=responses(NotAuthenticated, NoSuchAccount, IdempotencyKeyReused))
async def submit_batch(
    body: BatchRequest, submitter: CallerSubmitter, idempotency_key: IdempotencyKey = None
) -> BatchView:
    """Ask for up to 100 jobs at once, as `POST /jobs` does for one; each item gets its job, or the reason for none.

    The jobs are made all together or, should something break, not at all; an item that is refused holds up no other.
    """
    return await batches.submit(submitter, body, key=idempotency_key)


@router.get("/batch/{batch_id}", responses=responses(NotAuthenticated, BatchNotFound))
async def get_batch(batch_id: UUID, database: AppDatabase, subject: JobsReader) -> BatchView:
    """Return what a batch was answered; `GET /status/{job_id}` says how its jobs are."""
    return await batches.look_up(database, subject, batch_id)


@router.post(
    "/api/audio-studio/library/{audio_id}/generate",
    status_code=202,
    response_model=JobReceipt | JobView,
    responses=responses(*REFUSED_SOURCES, SourceMissing) | ENDED,
)
async def generate_again(
    audio_id: UUID,
    body: AgainRequest,
    submitter: CallerSubmitter,
    responder: Responder,
    idempotency_key: IdempotencyKey = None,
) -> JobReceipt | JobView:
    """Make an item again from what it was made from, with some settings changed where you say so."""
    intake = submitter.intake
    async with intake.database.session(workspace_id=intake.subject.workspace_id) as session:
        item = await items.get(session, audio_id)
        inputs = list(await library.list_of_job(session, item.job_id, "input")) if item.job_id is not None else []
    config = item.generation_config
    if not config or (not inputs and get_tool(config["tool"]).max_files):
        raise SourceMissing
    job = await submitter.submit_sources(
        tool_name=config["tool"],
        parameters=config["settings"] | body.parameters,
        files=[SourceFile.of_asset(asset) for asset in inputs if not is_reference(asset.role)],
        references=[SourceFile.of_asset(asset) for asset in inputs if is_reference(asset.role)],
        webhook_url=body.webhook_url,
        idempotency_key=idempotency_key,
    )
    return await responder.respond(job)
