"""Routes that ask a tool: an upload, a master by URL, and what can be asked at all."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Request

from audiostudio.accounts.problems import NoSuchAccount
from audiostudio.intake.download import TooManyDownloads, limit_downloads
from audiostudio.intake.file_counts import FileMissing, TooManyFiles, check_file_counts, refuse_more_files
from audiostudio.intake.form import BodyTooLarge, FormBroken, NotAForm, file_digest
from audiostudio.jobs.requests import JobRequest
from audiostudio.jobs.schemas import JobReceipt, JobView
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import AppSettings, requires
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.file_names import safe_file_name
from audiostudio.kit.http.errors import responses
from audiostudio.kit.http.rate_limits import RateLimited
from audiostudio.kit.idempotency import IdempotencyKey, request_key
from audiostudio.kit.outbound.fetch import FETCH_PROBLEMS
from audiostudio.submissions import service
from audiostudio.submissions.refusals import REFUSED_SUBMISSIONS
from audiostudio.submissions.responder import ENDED, Responder
from audiostudio.submissions.schemas import Formats, MasterRequest, Quote, QuoteRequest, ToolView, UploadForm
from audiostudio.submissions.service import ParametersInvalid, TierNotYours
from audiostudio.submissions.submitter import CallerSubmitter
from audiostudio.tools.registry import all_tools, get_tool
from audiostudio.uploads.endpoints import limit_uploads

router = APIRouter(tags=["studio"])


@router.get("/tools")
async def tools() -> list[ToolView]:
    """List what can be done with a sound, with each tool's parameters and price."""
    return service.list_tools()


@router.post("/quote", responses=responses(NotAuthenticated, NoSuchAccount, ParametersInvalid, TooManyFiles, 422))
async def quote(body: QuoteRequest, submitter: CallerSubmitter) -> Quote:
    """Tell what a run would cost; refused as the run itself would be, so a form can be checked while it is filled."""
    return await submitter.quote(body)


@router.get("/formats")
async def formats(settings: AppSettings) -> Formats:
    """Return which formats, sample rates and sizes each tier allows, and the genres of mastering."""
    return service.formats(settings)


@router.post(
    "/upload",
    status_code=202,
    dependencies=[requires(Scope.JOBS_WRITE, of=limit_uploads)],
    response_model=JobReceipt | JobView,
    responses=responses(
        *REFUSED_SUBMISSIONS, BodyTooLarge, RateLimited, NotAForm, FormBroken, FileMissing, TooManyFiles
    )
    | ENDED,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"multipart/form-data": {"schema": UploadForm.model_json_schema()}},
        }
    },
)
async def upload(
    request: Request,
    submitter: CallerSubmitter,
    responder: Responder,
    idempotency_key: IdempotencyKey = None,
) -> JobReceipt | JobView:
    """Send a sound to a tool: it is inspected, paid, kept and queued, or refused and costs nothing."""
    intake = submitter.intake
    await submitter.require_any_credits(request)
    with TemporaryDirectory(dir=intake.work_dir) as folder:
        form = await intake.read_form(request, Path(folder), _check_counts)
        tool = get_tool(form.fields.get("tool") or "separation")
        params = await service.parse_parameters(
            tool,
            parameters=form.fields.get("parameters"),
            model=form.fields.get("model"),
            entitlements=intake.plan.entitlements,
        )
        check_file_counts(tool, files=len(form.files), references=len(form.references))
        job_request = service.job_request(
            tool,
            params,
            intake.plan,
            names=[file.name for file in form.files],
            digests=[await file_digest(file.path) for file in (*form.files, *form.references)]
            if idempotency_key is not None
            else (),
            webhook_url=form.fields.get("webhook_url"),
            idempotency_key=idempotency_key,
        )
        job = await submitter.replay(job_request) or await submitter.submit(job_request, form.files, form.references)
    return await responder.respond(job)


def _check_counts(fields: dict[str, str], files: int, references: int) -> None:
    """Refuse more files than the tool takes or, where the form has not named one yet, than any does."""
    named = all_tools().get(fields.get("tool", ""))
    tools = [named] if named else list(all_tools().values())
    largest = max(tools, key=lambda tool: tool.max_files)
    if files > largest.max_files or references > max(tool.max_references for tool in tools):
        refuse_more_files(largest, files=files, references=references)


@router.post(
    "/master",
    status_code=202,
    dependencies=[requires(Scope.JOBS_WRITE, of=limit_downloads)],
    response_model=JobReceipt | JobView,
    responses=responses(
        *REFUSED_SUBMISSIONS,
        TierNotYours,
        TooManyFiles,
        RateLimited,
        TooManyDownloads,
        *FETCH_PROBLEMS,
    )
    | ENDED,
)
async def master(
    body: MasterRequest,
    settings: AppSettings,
    submitter: CallerSubmitter,
    responder: Responder,
    idempotency_key: IdempotencyKey = None,
) -> JobReceipt | JobView:
    """Master a track that lies at a public address: it is fetched, inspected, paid, kept and queued, or refused."""
    intake = submitter.intake
    plan = service.settle_plan(intake.subject, intake.plan, body.tier)
    tool = get_tool("mastering")
    params = await service.check_parameters(tool, service.master_parameters(body, settings), plan.entitlements)
    check_file_counts(tool, files=1, references=len(body.reference_urls))
    job_request = JobRequest(
        tool=tool.name,
        params=params,
        plan=plan,
        filename="audio",
        webhook_url=service.check_webhook_url(body.webhook_url),
        external_user=str(body.user_id) if intake.subject.is_service and body.user_id is not None else None,
        key=request_key(idempotency_key, body.model_dump(mode="json")),
    )
    job = await submitter.replay(job_request)
    if job is None:
        submitter.require_credits(job_request, file_count=1)
        intake.require_room()
        with TemporaryDirectory(dir=intake.work_dir) as folder:
            track, *references = [
                await intake.download(url, Path(folder), plan=plan) for url in (body.file_url, *body.reference_urls)
            ]
            named = replace(job_request, filename=safe_file_name(track.name))
            job = await submitter.submit(named, [track], references)
    return await responder.respond(job)
