"""Routes of voice cloning that need more than the voices' room: sounds that come in, and jobs."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.audio.errors import AudioError
from audiostudio.jobs import service as jobs
from audiostudio.jobs.models import Job
from audiostudio.jobs.schemas import JobReceipt, JobView
from audiostudio.jobs.service import JobNotFound
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import requires
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import CleanText, Problem, responses
from audiostudio.kit.http.rate_limits import RateLimited
from audiostudio.kit.ids import new_id
from audiostudio.kit.processes.pool import ChildDied, ChildTimeout
from audiostudio.library import service as library
from audiostudio.library.endpoints import Links
from audiostudio.storage.backend import StorageUnavailable
from audiostudio.studio import ingest, service
from audiostudio.studio.endpoints import ENDED, IdempotencyKey, SubmissionAnswers
from audiostudio.studio.ingest import BodyTooLarge, FileMissing, FormBroken, NotAForm, SentFile, TooManyFiles
from audiostudio.studio.intake import CallerIntake, Intake, get_intake
from audiostudio.studio.schemas import WebhookUrl
from audiostudio.studio.submitting import REFUSED, submit_known
from audiostudio.tools.base import ToolError
from audiostudio.tools.registry import get_tool
from audiostudio.tools.voice_cloning import MOST_SAMPLES
from audiostudio.tools.voice_cloning_params import CONSENT_STATEMENT, Effort, VoiceLanguage
from audiostudio.uploads.endpoints import limit_uploads
from audiostudio.uploads.service import max_upload_bytes
from audiostudio.voices.auth import VoicesWriter, VoicesWriting
from audiostudio.voices.cloning import service as cloning
from audiostudio.voices.cloning.models import ClonedVoice
from audiostudio.voices.cloning.schemas import ClonedVoiceView, Description, SamplesView, VoiceName
from audiostudio.voices.cloning.service import (
    SampleInUse,
    SampleNotFound,
    VoiceDeleted,
    VoiceNotFound,
    VoiceNotYours,
)
from audiostudio.voices.cloning.views import sample_views, view_of_job

VoicesIntake = Annotated[Intake, requires(Scope.VOICES_WRITE, of=get_intake)]

router = APIRouter(prefix="/api/audio-studio/voice-cloning", tags=["voice_cloning"])

_LISTENING_TIMEOUT_S = 120.0
_LONGEST_SPEAKER = 200
_YES = {"true", "1", "yes", "on"}
# What loads the networks into a child process that judges samples.
_JUDGE = "audiostudio.tools.parts.voice_samples:check_files"


class SamplesForm(BaseModel):
    """The form of POST /api/audio-studio/voice-cloning/upload."""

    file: list[bytes] = Field(
        json_schema_extra={"items": {"type": "string", "format": "binary"}},
        description=f"One to {MOST_SAMPLES} recordings of one speaker.",
    )
    consent: bool = Field(description="`true` declares what GET /api/audio-studio/voice-cloning/consent says.")
    speaker: str = Field(description="Whose voice it is.", max_length=_LONGEST_SPEAKER)


class TrainRequest(BaseModel):
    """The recordings that a voice is to be learned from, and what it is to be."""

    model_config = ConfigDict(extra="forbid")

    name: VoiceName
    sample_ids: list[UUID] = Field(min_length=1, max_length=MOST_SAMPLES, description="As the upload answered them.")
    description: Description = ""
    language: VoiceLanguage = Field("en-US", description="What it is to speak.")
    effort: Effort = Field("thorough", description="`quick` only mixes published voices, in seconds.")
    shared: bool = Field(False, description="Let everybody in the workspace use it.")
    sample_text: Annotated[CleanText, Field(max_length=300)] = Field(
        "", description="What it says in its sample; a standard text in English unless given."
    )
    webhook_url: WebhookUrl = None


class Training(BaseModel):
    """A voice that is being learned, and the job that does it."""

    voice: ClonedVoiceView
    job: JobReceipt | JobView


class SpeakAsRequest(BaseModel):
    """A text and the cloned voice that is to speak it."""

    model_config = ConfigDict(extra="forbid")

    voice_id: UUID
    text: CleanText = Field(min_length=1, max_length=300_000)
    voice_settings: dict[CleanText, Any] = Field(
        {}, description="Settings of the tool `speech_synthesis`: GET /tools lists them."
    )
    format: Annotated[CleanText, Field(max_length=10)] | None = Field(None, description="Format of the file.")
    webhook_url: WebhookUrl = None


class SpeakerMissing(Problem):
    """Nobody said whose voice it is."""

    status = 422
    code = "speaker_missing"
    title = "Say in the form's field 'speaker' whose voice it is."


@router.post(
    "/upload",
    status_code=201,
    dependencies=[requires(Scope.VOICES_WRITE, of=limit_uploads)],
    responses=responses(
        NotAuthenticated,
        StorageUnavailable,
        BodyTooLarge,
        RateLimited,
        NotAForm,
        FormBroken,
        FileMissing,
        TooManyFiles,
        SpeakerMissing,
        422,
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
        form = await ingest.read_form(request, Path(folder), max_bytes=max_upload_bytes(intake.settings, intake.tier))
        speaker = _speaker(form.fields)
        if not form.files:
            raise FileMissing
        if len(form.files) > MOST_SAMPLES:
            raise TooManyFiles(f"A voice is learned from up to {MOST_SAMPLES} recordings.")
        findings = await _judge(intake, form.files)
        return await _keep(intake, links, form.files, findings, speaker)


_TRAINED: dict[int | str, dict[str, Any]] = {
    200: {"model": Training, "description": "The caller waited, and the training has ended."}
}


@router.post("/train", status_code=202, responses=responses(*REFUSED, SampleNotFound, SampleInUse) | _TRAINED)
async def train_voice(
    body: TrainRequest,
    intake: CallerIntake,
    answers: SubmissionAnswers,
    links: Links,
    idempotency_key: IdempotencyKey = None,
) -> Training:
    """Have a voice learned from recordings; the job trains it, and the voice stands where the job stands."""
    tool = get_tool(cloning.TOOL)
    given = body.model_dump(include={"name", "language", "effort", "sample_text"}) | {"consent": True}
    params = service.check_parameters(tool, given, intake.tier)
    request = service.job_request(
        tool,
        params,
        intake.tier,
        names=[body.name],
        digests=[str(sample_id) for sample_id in body.sample_ids],
        webhook_url=body.webhook_url,
        idempotency_key=idempotency_key,
    )

    async def with_voice(session: AsyncSession, job: Job) -> None:
        voice = ClonedVoice(
            id=new_id(),
            workspace_id=intake.subject.workspace_id,
            user_id=intake.subject.user_id,
            job_id=job.id,
            name=body.name,
            description=body.description,
            language=body.language,
            is_shared=body.shared,
        )
        await cloning.begin_training(session, intake.subject, voice, body.sample_ids)

    job = await intake.replay(request)
    if job is None:
        job = await jobs.submit(
            intake.database, intake.backend, intake.settings, intake.subject, request, [], together=with_voice
        )
    look = await answers.answer(job)
    subject = intake.subject
    async with intake.database.session(workspace_id=subject.workspace_id, user_id=subject.user_id) as session:
        return Training(voice=await view_of_job(session, job.id, links, subject), job=look)


@router.delete(
    "/voices/{voice_id}",
    status_code=204,
    responses=responses(NotAuthenticated, VoiceNotFound, VoiceDeleted, VoiceNotYours),
)
async def delete_cloned_voice(voice_id: UUID, session: VoicesWriting, subject: VoicesWriter) -> Response:
    """Delete a voice for good, with its samples, its files and its training; speech that it made stays."""
    voice = await cloning.get_own(session, subject, voice_id)
    if voice.job_id is not None:
        # The job before the voice, as the worker locks them that may be finishing it right now.
        with suppress(JobNotFound):
            await jobs.delete(session, voice.job_id)
    await cloning.empty(session, await cloning.get_own(session, subject, voice_id, lock=True))
    return Response(status_code=204)


@router.post(
    "/generate",
    status_code=202,
    response_model=JobReceipt | JobView,
    responses=responses(*REFUSED) | ENDED,
)
async def speak_as_cloned_voice(
    body: SpeakAsRequest, intake: CallerIntake, answers: SubmissionAnswers, idempotency_key: IdempotencyKey = None
) -> JobReceipt | JobView:
    """Have a text of any length spoken by a cloned voice; the job's output is the sound."""
    given = {} if body.format is None else {"format": body.format}
    return await submit_known(
        intake,
        answers,
        tool_name="speech_synthesis",
        parameters=body.voice_settings | given | {"text": body.text, "voice": cloning.name_of(body.voice_id)},
        webhook_url=body.webhook_url,
        idempotency_key=idempotency_key,
    )


def _speaker(fields: dict[str, str]) -> str:
    """Return whose voice it is, once it is declared that they agreed."""
    if fields.get("consent", "").strip().lower() not in _YES:
        raise ToolError(
            "consent_missing",
            f"Recordings are taken only with the field consent=true, which declares: {CONSENT_STATEMENT}",
            allowed={"consent": ["true"]},
        )
    speaker = " ".join(fields.get("speaker", "").replace("\0", " ").split())[:_LONGEST_SPEAKER]
    if not speaker:
        raise SpeakerMissing
    return speaker.encode("utf-8", "replace").decode()


async def _judge(intake: Intake, files: Sequence[SentFile]) -> dict[str, Any]:
    """Listen to recordings in a child process, which hostile content may crash without harm."""
    try:
        findings: dict[str, Any] = await intake.inspectors.run(
            _JUDGE,
            [file.path for file in files],
            [file.name for file in files],
            intake.settings.weights_dir,
            timeout_s=_LISTENING_TIMEOUT_S,
            affinity=_JUDGE,
        )
    except (ChildDied, ChildTimeout, MemoryError):
        raise AudioError("audio_undecodable", "A recording cannot be decoded as sound.") from None
    return findings


async def _keep(
    intake: Intake, links: Links, files: Sequence[SentFile], findings: dict[str, Any], speaker: str
) -> SamplesView:
    """Store recordings with what was heard and declared: all of them or none."""
    subject = intake.subject
    assets = await library.store(
        intake.database,
        intake.backend,
        intake.settings,
        workspace_id=subject.workspace_id,
        job_id=None,
        direction="sample",
        new_assets=[
            cloning.stored_sample(file.path, file.name, media_type, found)
            for file, media_type, found in zip(files, findings["media_types"], findings["samples"], strict=True)
        ],
    )
    samples = cloning.new_samples(subject, assets, findings["samples"], speaker=speaker, statement=CONSENT_STATEMENT)
    try:
        async with intake.database.session(workspace_id=subject.workspace_id, user_id=subject.user_id) as session:
            await cloning.add_samples(session, assets, samples)
            views = await sample_views(session, links, samples)
    except BaseException:
        await library.discard(intake.database, intake.backend, subject.workspace_id, assets)
        raise
    return SamplesView(samples=views, score=findings["score"], speech_s=findings["speech_s"])
