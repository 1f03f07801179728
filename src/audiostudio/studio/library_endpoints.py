"""Routes that ask a tool to work on what is in the library already, or on nothing but its parameters."""

from uuid import UUID

from fastapi import APIRouter

from audiostudio.jobs.schemas import JobReceipt, JobView
from audiostudio.jobs.service import is_reference
from audiostudio.kit.http.errors import Problem, responses
from audiostudio.kit.http.rate_limits import RateLimited
from audiostudio.kit.outbound.fetch import FETCH_PROBLEMS
from audiostudio.library import items
from audiostudio.library import service as library
from audiostudio.studio.endpoints import ENDED, IdempotencyKey, SubmissionAnswers, limit_fetches
from audiostudio.studio.intake import CallerIntake
from audiostudio.studio.schemas import AgainRequest, LibraryJobRequest
from audiostudio.studio.submitting import REFUSED, KnownFile, find_known, submit_known
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
    responses=responses(*REFUSED, *FETCH_PROBLEMS, RateLimited) | ENDED,
)
async def work_on_items(
    body: LibraryJobRequest, intake: CallerIntake, answers: SubmissionAnswers, idempotency_key: IdempotencyKey = None
) -> JobReceipt | JobView:
    """Ask a tool to work on finished uploads, sounds of the library or of addresses, or on its parameters alone."""
    if body.audio_urls:
        await limit_fetches(intake.database, intake.settings, intake.subject)
    async with intake.database.session(workspace_id=intake.subject.workspace_id) as session:
        files = [await find_known(session, audio_id) for audio_id in body.audio_ids]
        references = [await find_known(session, audio_id) for audio_id in body.reference_ids]
    return await submit_known(
        intake,
        answers,
        tool_name=body.tool,
        parameters=body.parameters,
        files=files,
        urls=body.audio_urls,
        references=references,
        webhook_url=body.webhook_url,
        idempotency_key=idempotency_key,
    )


@router.post(
    "/api/audio-studio/library/{audio_id}/generate",
    status_code=202,
    response_model=JobReceipt | JobView,
    responses=responses(*REFUSED, SourceMissing) | ENDED,
)
async def generate_again(
    audio_id: UUID,
    body: AgainRequest,
    intake: CallerIntake,
    answers: SubmissionAnswers,
    idempotency_key: IdempotencyKey = None,
) -> JobReceipt | JobView:
    """Make an item again from what it was made from, with some settings changed where you say so."""
    async with intake.database.session(workspace_id=intake.subject.workspace_id) as session:
        item = await items.get(session, audio_id)
        inputs = list(await library.list_of_job(session, item.job_id, "input")) if item.job_id is not None else []
    config = item.generation_config
    if not config or (not inputs and get_tool(config["tool"]).max_files):
        raise SourceMissing
    return await submit_known(
        intake,
        answers,
        tool_name=config["tool"],
        parameters=config["settings"] | body.parameters,
        files=[KnownFile.of_asset(asset) for asset in inputs if not is_reference(asset.role)],
        references=[KnownFile.of_asset(asset) for asset in inputs if is_reference(asset.role)],
        webhook_url=body.webhook_url,
        idempotency_key=idempotency_key,
    )
