"""Routes that ask a tool: an upload, a master by URL, and what can be asked at all."""

import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response

from audiostudio.accounts.service import NoSuchAccount
from audiostudio.credits.service import NotEnoughCredits
from audiostudio.jobs import service as jobs
from audiostudio.jobs.models import Job
from audiostudio.jobs.schemas import JobReceipt, JobView
from audiostudio.jobs.service import IdempotencyKeyReused, JobRequest
from audiostudio.jobs.watching import follow
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import AppDatabase, AppSettings, CurrentSubject, requires
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.file_names import safe_file_name
from audiostudio.kit.http.errors import CleanText, Problem, responses
from audiostudio.kit.http.rate_limits import RateLimited, enforce
from audiostudio.kit.outbound.fetch import FETCH_PROBLEMS
from audiostudio.library.endpoints import Feed, Links
from audiostudio.storage.backend import StorageUnavailable
from audiostudio.studio import ingest, service
from audiostudio.studio.ingest import BodyTooLarge, FileMissing, FormBroken, NotAForm, TooManyFiles
from audiostudio.studio.intake import CallerIntake
from audiostudio.studio.schemas import Formats, MasterRequest, Quote, QuoteRequest, ToolView, UploadForm
from audiostudio.studio.service import ParametersInvalid, TierNotYours
from audiostudio.tools.registry import get_tool
from audiostudio.uploads.endpoints import limit_uploads
from audiostudio.uploads.service import max_upload_bytes
from audiostudio.voices.cloning.service import VoiceDeleted, VoiceNotFound, VoiceNotTrained

router = APIRouter(tags=["studio"])

_LONGEST_WAIT_S = 120
_WAIT = re.compile(r"(?:^|[,;])\s*wait\s*=\s*(\d{1,6})\s*(?:$|[,;])")

IdempotencyKey = Annotated[
    CleanText | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        description="Any text of yours; a request repeated under the same key is charged and worked on once.",
    ),
]
Prefer = Annotated[
    str | None,
    Header(
        max_length=200,
        description="`wait=30` holds the answer back until the job has ended or 30 seconds have passed (RFC 7240).",
    ),
]

REFUSED_SUBMISSIONS: tuple[type[Problem] | int, ...] = (
    NotAuthenticated,
    NoSuchAccount,
    NotEnoughCredits,
    ParametersInvalid,
    IdempotencyKeyReused,
    StorageUnavailable,
    VoiceNotFound,
    VoiceDeleted,
    VoiceNotTrained,
    422,
)
ENDED: dict[int | str, dict[str, Any]] = {
    200: {"model": JobView, "description": "The caller waited, and the job has ended."}
}


async def limit_fetches(database: AppDatabase, settings: AppSettings, subject: CurrentSubject) -> None:
    """Refuse a caller who has too many addresses fetched.

    Raises:
        RateLimited: with when to come again.
    """
    async with database.session() as session:
        await enforce(session, scope="master", caller=str(subject), limit=settings.master_rate_limit)


class Answers:
    """Answers a submission: at once, or after the wait that the caller preferred."""

    def __init__(
        self,
        response: Response,
        database: AppDatabase,
        subject: CurrentSubject,
        feed: Feed,
        links: Links,
        prefer: Prefer = None,
    ) -> None:
        self._response = response
        self._database = database
        self._subject = subject
        self._feed = feed
        self._links = links
        wanted = _WAIT.search((prefer or "").lower())
        self._wait_s = min(int(wanted[1]), _LONGEST_WAIT_S) if wanted else 0

    async def answer(self, job: Job) -> JobReceipt | JobView:
        """Return the job's receipt with 202 or, where the caller waited and it ended, the job with 200."""
        receipt = jobs.receipt(job, self._links.settings)
        self._response.headers["Location"] = receipt.status_url
        if not self._wait_s:
            return receipt
        self._response.headers["Preference-Applied"] = f"wait={self._wait_s}"
        looks = follow(self._database, self._feed, self._links, self._subject, job.id, timeout_s=self._wait_s)
        async for look in looks:
            if look.status.is_final:
                self._response.status_code = 200
                return look
        return receipt


SubmissionAnswers = Annotated[Answers, requires(Scope.JOBS_WRITE, of=Answers)]


@router.get("/tools")
async def tools() -> list[ToolView]:
    """List what can be done with a sound, with each tool's parameters and price."""
    return service.list_tools()


@router.post("/quote", responses=responses(NotAuthenticated, NoSuchAccount, ParametersInvalid, TooManyFiles, 422))
async def quote(body: QuoteRequest, intake: CallerIntake) -> Quote:
    """Tell what a run would cost; refused as the run itself would be, so a form can be checked while it is filled."""
    return await intake.quote(body)


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
    settings: AppSettings,
    intake: CallerIntake,
    answers: SubmissionAnswers,
    idempotency_key: IdempotencyKey = None,
) -> JobReceipt | JobView:
    """Send a sound to a tool: it is inspected, paid, kept and queued, or refused and costs nothing."""
    await intake.require_any_credits(request)
    with TemporaryDirectory(dir=intake.work_dir) as folder:
        form = await ingest.read_form(request, Path(folder), max_bytes=max_upload_bytes(settings, intake.tier))
        tool = get_tool(form.fields.get("tool") or "separation")
        params = service.parse_parameters(
            tool, parameters=form.fields.get("parameters"), model=form.fields.get("model"), tier=intake.tier
        )
        ingest.check_file_counts(tool, files=len(form.files), references=len(form.references))
        job_request = service.job_request(
            tool,
            params,
            intake.tier,
            names=[file.name for file in form.files],
            digests=[await ingest.file_digest(file.path) for file in (*form.files, *form.references)]
            if idempotency_key is not None
            else (),
            webhook_url=form.fields.get("webhook_url"),
            idempotency_key=idempotency_key,
        )
        job = await intake.replay(job_request) or await intake.submit(job_request, form.files, form.references)
    return await answers.answer(job)


@router.post(
    "/master",
    status_code=202,
    dependencies=[requires(Scope.JOBS_WRITE, of=limit_fetches)],
    response_model=JobReceipt | JobView,
    responses=responses(
        *REFUSED_SUBMISSIONS,
        TierNotYours,
        TooManyFiles,
        RateLimited,
        *FETCH_PROBLEMS,
    )
    | ENDED,
)
async def master(
    body: MasterRequest,
    settings: AppSettings,
    intake: CallerIntake,
    answers: SubmissionAnswers,
    idempotency_key: IdempotencyKey = None,
) -> JobReceipt | JobView:
    """Master a track that lies at a public address: it is fetched, inspected, paid, kept and queued, or refused."""
    tier = service.settle_tier(intake.subject, intake.tier, body.tier)
    tool = get_tool("mastering")
    params = service.check_parameters(tool, service.master_parameters(body, settings), tier)
    ingest.check_file_counts(tool, files=1, references=len(body.reference_urls))
    job_request = JobRequest(
        tool=tool.name,
        params=params,
        tier=tier,
        filename="audio",
        webhook_url=service.check_webhook_url(body.webhook_url),
        external_user=str(body.user_id) if intake.subject.is_service and body.user_id is not None else None,
        idempotency_key=idempotency_key,
        fingerprint=jobs.request_fingerprint(body.model_dump(mode="json")) if idempotency_key else None,
    )
    job = await intake.replay(job_request)
    if job is None:
        await intake.require_credits(job_request, file_count=1)
        with TemporaryDirectory(dir=intake.work_dir) as folder:
            track, *references = [
                await ingest.fetch(url, Path(folder), settings, tier) for url in (body.file_url, *body.reference_urls)
            ]
            named = replace(job_request, filename=safe_file_name(track.name))
            job = await intake.submit(named, [track], references)
    return await answers.answer(job)
