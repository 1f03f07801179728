"""Routes of voice cloning: recordings that are sent, voices that are trained, how they speak, change and end."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from audiostudio.intake.file_counts import FileMissing, TooManyFiles
from audiostudio.intake.form import BodyTooLarge, FormBroken, NotAForm
from audiostudio.jobs import service as jobs
from audiostudio.jobs.problems import JobNotFound
from audiostudio.jobs.schemas import JobReceipt, JobView
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import requires
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.kit.http.pagination import CursorInvalid, Page, PageCursor, PageSize
from audiostudio.kit.http.rate_limits import RateLimited
from audiostudio.kit.idempotency import IdempotencyKey
from audiostudio.library.endpoints import Links
from audiostudio.storage.backend import DiskFull, StorageUnavailable
from audiostudio.storage.service import StorageQuotaUsedUp
from audiostudio.submissions import service as submissions
from audiostudio.submissions.refusals import REFUSED_SOURCES
from audiostudio.submissions.responder import ENDED, Responder
from audiostudio.submissions.submitter import CallerSubmitter
from audiostudio.tools.registry import get_tool
from audiostudio.tools.voice_cloning.params import CONSENT_STATEMENT
from audiostudio.tools.voice_cloning.tool import MOST_SAMPLES
from audiostudio.uploads.endpoints import limit_uploads
from audiostudio.voices.auth import VoicesIntake, VoicesReader, VoicesReading, VoicesWriter, VoicesWriting
from audiostudio.voices.cloning import samples, service, views
from audiostudio.voices.cloning.hooks import VoiceToTrain
from audiostudio.voices.cloning.samples import SpeakerMissing
from audiostudio.voices.cloning.schemas import (
    ClonedVoiceView,
    Consent,
    SamplesForm,
    SamplesView,
    SampleView,
    SpeakAsRequest,
    Training,
    TrainRequest,
    VoiceChanges,
)
from audiostudio.voices.cloning.service import (
    SampleInUse,
    SampleNotFound,
    VoiceDeleted,
    VoiceNotFound,
    VoiceNotYours,
)
from audiostudio.voices.cloning.views import view_of_job

router = APIRouter(prefix="/api/audio-studio/voice-cloning", tags=["voice_cloning"])

_VOICE = "/voices/{voice_id}"


@router.post(
    "/upload",
    status_code=201,
    dependencies=[requires(Scope.VOICES_WRITE, of=limit_uploads)],
    responses=responses(
        NotAuthenticated,
        StorageUnavailable,
        DiskFull,
        StorageQuotaUsedUp,
        BodyTooLarge,
        RateLimited,
        NotAForm,
        FormBroken,
        FileMissing,
        TooManyFiles,
        SpeakerMissing,
        422,
        503,
    ),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"multipart/form-data": {"schema": SamplesForm.model_json_schema()}},
        }
    },
)
async def upload_voice_samples(request: Request, intake: VoicesIntake, links: Links) -> SamplesView:
    """Send recordings of one speaker who has agreed: they are listened to and kept, or refused with advice; free."""
    with TemporaryDirectory(dir=intake.work_dir) as folder:
        form = await intake.read_form(request, Path(folder), _check_counts)
        speaker = samples.read_speaker(form.fields)
        if not form.files:
            raise FileMissing
        findings = await samples.analyse(intake, form.files)
        return await samples.keep(intake, links, form.files, findings, speaker)


def _check_counts(_: dict[str, str], files: int, references: int) -> None:
    if files > MOST_SAMPLES or references:
        raise TooManyFiles(f"A voice is learned from up to {MOST_SAMPLES} recordings, sent as 'file'.")


_TRAINED: dict[int | str, dict[str, Any]] = {
    200: {"model": Training, "description": "The caller waited, and the training has ended."}
}


@router.post("/train", status_code=202, responses=responses(*REFUSED_SOURCES, SampleNotFound, SampleInUse) | _TRAINED)
async def train_voice(
    body: TrainRequest,
    submitter: CallerSubmitter,
    responder: Responder,
    links: Links,
    idempotency_key: IdempotencyKey = None,
) -> Training:
    """Have a voice learned from recordings; the job trains it, and the voice stands where the job stands."""
    intake = submitter.intake
    tool = get_tool("voice_cloning")
    given = body.model_dump(include={"name", "language", "effort", "sample_text"}) | {"consent": True}
    params = await submissions.check_parameters(tool, given, intake.plan.entitlements)
    request = submissions.job_request(
        tool,
        params,
        intake.plan,
        names=[body.name],
        digests=[str(sample_id) for sample_id in body.sample_ids],
        webhook_url=body.webhook_url,
        idempotency_key=idempotency_key,
    )
    asked = VoiceToTrain(body.name, body.description, body.language, body.shared, body.sample_ids)
    job = await submitter.replay(request) or await submitter.submit(replace(request, attachment=asked), [])
    snapshot = await responder.respond(job)
    subject = intake.subject
    async with intake.database.session(workspace_id=subject.workspace_id, user_id=subject.user_id) as session:
        return Training(voice=await view_of_job(session, job.id, links, subject), job=snapshot)


@router.delete(
    _VOICE,
    status_code=204,
    responses=responses(NotAuthenticated, VoiceNotFound, VoiceDeleted, VoiceNotYours),
)
async def delete_cloned_voice(voice_id: UUID, session: VoicesWriting, subject: VoicesWriter) -> Response:
    """Delete a voice for good, with its samples, its files and its training; speech that it made stays."""
    voice = await service.get_own(session, subject, voice_id)
    if voice.job_id is not None:
        # The job before the voice, as the worker locks them that may be finishing it right now.
        with suppress(JobNotFound):
            await jobs.delete(session, voice.job_id)
    await service.empty(session, await service.get_own(session, subject, voice_id, lock=True))
    return Response(status_code=204)


@router.post(
    "/generate",
    status_code=202,
    response_model=JobReceipt | JobView,
    responses=responses(*REFUSED_SOURCES) | ENDED,
)
async def speak_as_cloned_voice(
    body: SpeakAsRequest, submitter: CallerSubmitter, responder: Responder, idempotency_key: IdempotencyKey = None
) -> JobReceipt | JobView:
    """Have a text of any length spoken by a cloned voice; the job's output is the sound."""
    given = {} if body.format is None else {"format": body.format}
    job = await submitter.submit_sources(
        tool_name="speech_synthesis",
        parameters=body.voice_settings | given | {"text": body.text, "voice": service.name_of(body.voice_id)},
        webhook_url=body.webhook_url,
        idempotency_key=idempotency_key,
    )
    return await responder.respond(job)


@router.get("/consent")
async def voice_cloning_consent() -> Consent:
    """Return what is declared with `consent`, to be shown to whoever declares it."""
    return Consent(statement=CONSENT_STATEMENT)


@router.get("/samples", responses=responses(NotAuthenticated))
async def list_voice_samples(session: VoicesReading, subject: VoicesReader, links: Links) -> list[SampleView]:
    """Return the caller's recordings, newest first, with what was declared of each."""
    return await views.sample_views(session, links, await service.list_samples(session, subject.workspace_id))


@router.delete(
    "/samples/{sample_id}", status_code=204, responses=responses(NotAuthenticated, SampleNotFound, SampleInUse)
)
async def delete_voice_sample(sample_id: UUID, session: VoicesWriting) -> Response:
    """Delete a recording that no voice was learned from, for good."""
    await service.delete_sample(session, sample_id)
    return Response(status_code=204)


@router.get("/voices", responses=responses(NotAuthenticated, CursorInvalid))
async def list_cloned_voices(
    session: VoicesReading,
    subject: VoicesReader,
    links: Links,
    limit: PageSize = 50,
    cursor: PageCursor = None,
) -> Page[ClonedVoiceView]:
    """Return the voices that the caller made or that are shared in the workspace, newest first."""
    voices, more = await service.list_voices(session, subject, limit=limit, cursor=cursor)
    return Page(items=await views.voice_views(session, voices, links, subject), next_cursor=more)


@router.get(_VOICE, responses=responses(NotAuthenticated, VoiceNotFound, VoiceDeleted))
async def get_cloned_voice(
    voice_id: UUID, session: VoicesReading, subject: VoicesReader, links: Links
) -> ClonedVoiceView:
    """Return one voice."""
    [view] = await views.voice_views(session, [await service.get(session, voice_id)], links, subject)
    return view


@router.put(_VOICE, responses=responses(NotAuthenticated, VoiceNotFound, VoiceDeleted, VoiceNotYours))
async def change_cloned_voice(
    voice_id: UUID, body: VoiceChanges, session: VoicesWriting, subject: VoicesWriter, links: Links
) -> ClonedVoiceView:
    """Rename a voice, describe it, share it with the workspace or keep it to oneself; what is left out stays."""
    changed = await service.change(session, subject, voice_id, body)
    [view] = await views.voice_views(session, [changed], links, subject)
    return view
