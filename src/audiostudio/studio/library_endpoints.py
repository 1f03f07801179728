"""Routes that ask a tool to work on what is in the library already, or on nothing but its parameters."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from fastapi import APIRouter

from audiostudio.jobs import service as jobs
from audiostudio.jobs.schemas import JobReceipt, JobView
from audiostudio.jobs.service import JobRequest, is_reference
from audiostudio.kit.errors import Problem, responses
from audiostudio.kit.file_names import safe_file_name
from audiostudio.library import items
from audiostudio.library import service as library
from audiostudio.library.models import Asset
from audiostudio.library.service import AssetNotFound
from audiostudio.storage.backend import StoredFileMissing
from audiostudio.studio import ingest, service
from audiostudio.studio.endpoints import ENDED, REFUSED_SUBMISSIONS, IdempotencyKey, SubmissionAnswers
from audiostudio.studio.ingest import FileMissing, SentFile, TooManyFiles
from audiostudio.studio.intake import CallerIntake, Intake
from audiostudio.studio.schemas import AgainRequest, LibraryJobRequest
from audiostudio.tools.registry import get_tool

router = APIRouter(tags=["studio"])


class SourceMissing(Problem):
    """What an item was made from has been deleted."""

    status = 409
    code = "source_missing"
    title = "What this was made from is no longer here; send it again with POST /upload."


_REFUSED = (*REFUSED_SUBMISSIONS, AssetNotFound, StoredFileMissing, FileMissing, TooManyFiles)


@router.post("/jobs", status_code=202, response_model=JobReceipt | JobView, responses=responses(*_REFUSED) | ENDED)
async def work_on_items(
    body: LibraryJobRequest, intake: CallerIntake, answers: SubmissionAnswers, idempotency_key: IdempotencyKey = None
) -> JobReceipt | JobView:
    """Ask a tool to work on sounds of the library, or on its parameters alone: as an upload, but nothing is sent."""
    async with intake.database.session(workspace_id=intake.identity.workspace_id) as session:
        files = [await items.get(session, audio_id) for audio_id in body.audio_ids]
        references = [await items.get(session, audio_id) for audio_id in body.reference_ids]
    return await _submit(
        intake,
        answers,
        tool_name=body.tool,
        parameters=body.parameters,
        files=files,
        references=references,
        webhook_url=body.webhook_url,
        idempotency_key=idempotency_key,
    )


@router.post(
    "/api/audio-studio/library/{audio_id}/generate",
    status_code=202,
    response_model=JobReceipt | JobView,
    responses=responses(*_REFUSED, SourceMissing) | ENDED,
)
async def generate_again(
    audio_id: UUID,
    body: AgainRequest,
    intake: CallerIntake,
    answers: SubmissionAnswers,
    idempotency_key: IdempotencyKey = None,
) -> JobReceipt | JobView:
    """Make an item again from what it was made from, with some settings changed where you say so."""
    async with intake.database.session(workspace_id=intake.identity.workspace_id) as session:
        item = await items.get(session, audio_id)
        inputs = list(await library.list_of_job(session, item.job_id, "input")) if item.job_id is not None else []
    config = item.generation_config
    if not config or (not inputs and get_tool(config["tool"]).max_files):
        raise SourceMissing
    return await _submit(
        intake,
        answers,
        tool_name=config["tool"],
        parameters=config["settings"] | body.parameters,
        files=[asset for asset in inputs if not is_reference(asset.role)],
        references=[asset for asset in inputs if is_reference(asset.role)],
        webhook_url=body.webhook_url,
        idempotency_key=idempotency_key,
    )


async def _submit(
    intake: Intake,
    answers: SubmissionAnswers,
    *,
    tool_name: str,
    parameters: dict[str, Any],
    files: Sequence[Asset],
    references: Sequence[Asset],
    webhook_url: str | None,
    idempotency_key: str | None,
) -> JobReceipt | JobView:
    tool = get_tool(tool_name)
    params = service.check_parameters(tool, parameters, intake.tier)
    ingest.check_file_counts(tool, files=len(files), references=len(references))
    digests = [asset.sha256 for asset in (*files, *references)]
    checked_url = service.check_webhook_url(webhook_url)
    request = JobRequest(
        tool=tool.name,
        params=params,
        tier=intake.tier,
        filename=safe_file_name(files[0].name if files else tool.title),
        webhook_url=checked_url,
        idempotency_key=idempotency_key,
        fingerprint=jobs.request_fingerprint(tool.name, params.model_dump(mode="json"), digests, checked_url)
        if idempotency_key is not None
        else None,
    )
    job = await intake.replay(request)
    if job is None:
        await intake.require_credits(request, file_count=len(files))
        with TemporaryDirectory(dir=intake.work_dir) as folder:
            fetched = [await _fetch(intake, asset, Path(folder)) for asset in (*files, *references)]
            job = await intake.submit(request, fetched[: len(files)], fetched[len(files) :])
    return await answers.answer(job)


async def _fetch(intake: Intake, asset: Asset, folder: Path) -> SentFile:
    path = folder / str(asset.id)
    await intake.backend.get_to_file(asset.storage_key, path)
    return SentFile(path, asset.name)
