"""Speech for programs written for OpenAI's audio API: its paths and bodies, and sound that streams while it is made."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from starlette.requests import Request

from audiostudio.accounts.problems import NoSuchAccount
from audiostudio.audio.codecs.formats import LIVE_MEDIA_TYPES, LiveContainer
from audiostudio.credits.service import MemberLimitReached, NotEnoughCredits
from audiostudio.intake.service import Intake
from audiostudio.jobs import service as jobs
from audiostudio.jobs.auth import JobsIntake
from audiostudio.jobs.hooks import Run, add_features
from audiostudio.jobs.live import LiveRun, LiveWorkUnderWay
from audiostudio.jobs.models import JobStatus
from audiostudio.jobs.problems import JobNotFinished, WorkspaceSuspended
from audiostudio.jobs.requests import JobRequest
from audiostudio.jobs.tool_context import tool_context
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.kit.http.state import app_state
from audiostudio.kit.idempotency import IdempotencyKey, IdempotencyKeyReused, RequestRepeated, request_key
from audiostudio.kit.processes.pool import ChildPool
from audiostudio.library import service as library
from audiostudio.library.service import NewAsset
from audiostudio.storage.service import StorageQuotaUsedUp
from audiostudio.submissions import service
from audiostudio.submissions.service import ParametersInvalid
from audiostudio.tools.base import ToolContext
from audiostudio.tools.registry import get_tool
from audiostudio.voices.auth import VoicesReading
from audiostudio.voices.cloning import service as cloning
from audiostudio.voices.cloning.service import VoiceDeleted, VoiceNotFound, VoiceNotTrained
from audiostudio.voices.gallery.service import standard_voices
from audiostudio.voices.speech.openai_events import speech_events
from audiostudio.voices.speech.schemas import SpeechModel, SpeechModels, SpeechRequest, SpeechVoices

router = APIRouter(prefix="/v1", tags=["voices"])

_EXTENSIONS: dict[LiveContainer, str] = {"opus": ".opus", "aac": ".aac", "pcm": ".pcm"}
_STREAM_SPEECH = "audiostudio.tools.speech_synthesis.streaming:stream_speech"
_WARM_UP_LIMIT_S = 120.0
# Names that clients of OpenAI send, and the voice here that comes nearest to each.
_THEIR_VOICES = {
    "alloy": "af_alloy",
    "ash": "am_puck",
    "ballad": "bm_george",
    "cedar": "am_fenrir",
    "coral": "af_bella",
    "echo": "am_echo",
    "fable": "bm_fable",
    "marin": "af_heart",
    "nova": "af_nova",
    "onyx": "am_onyx",
    "sage": "af_sarah",
    "shimmer": "af_sky",
    "verse": "am_michael",
}


# When Kokoro-82M 1.0 was published (2025-01-27), in seconds since 1970.
_MODELS = SpeechModels(data=[SpeechModel(id="kokoro", created=1_737_936_000, owned_by="audiostudio")])
_EVENTS = "text/event-stream"


@router.get("/models", responses=responses(NotAuthenticated))
async def openai_models(session: VoicesReading) -> SpeechModels:
    """Return the models of speech, as OpenAI's clients ask for them."""
    return _MODELS


@router.get("/audio/voices", responses=responses(NotAuthenticated))
async def openai_voices(session: VoicesReading) -> SpeechVoices:
    """Return the names of all voices that can be asked for, the caller's cloned ones last."""
    cloned = await cloning.list_names(session)
    return SpeechVoices(voices=[voice.id for voice in standard_voices()] + list(_THEIR_VOICES) + cloned)


@router.post(
    "/audio/speech",
    response_class=Response,
    responses=responses(
        NotAuthenticated,
        NoSuchAccount,
        NotEnoughCredits,
        MemberLimitReached,
        WorkspaceSuspended,
        ParametersInvalid,
        VoiceNotFound,
        VoiceDeleted,
        VoiceNotTrained,
        IdempotencyKeyReused,
        JobNotFinished,
        LiveWorkUnderWay,
        StorageQuotaUsedUp,
        422,
        503,
    )
    | {
        200: {
            "description": "The sound, while it is made.",
            "content": {kind: {} for kind in (*LIVE_MEDIA_TYPES.values(), _EVENTS)},
        }
    },
)
async def openai_speech(
    body: SpeechRequest,
    request: Request,
    intake: JobsIntake,
    idempotency_key: IdempotencyKey = None,
) -> StreamingResponse:
    """Speak a text; the sound streams while it is made, and the library has it afterwards.

    A request that is repeated under its key is sent the sound that the first one made, once that is whole.
    """
    tool = get_tool("speech_synthesis")
    voice = _THEIR_VOICES.get(body.voice_name.lower(), body.voice_name)
    given: dict[str, Any] = {"text": body.input, "voice": voice, "speed": 1.0 if body.speed is None else body.speed}
    params = await service.check_parameters(tool, given, intake.plan.entitlements)
    asked = JobRequest(
        tool=tool.name,
        params=params,
        plan=intake.plan,
        filename=f"speech{_EXTENSIONS.get(body.container, f'.{body.container}')}",
        key=request_key(idempotency_key, tool.name, params.model_dump(mode="json"), body.container),
    )
    async with intake.database.session(workspace_id=intake.subject.workspace_id) as session:
        earlier = await jobs.find_replay(session, intake.subject, asked)
    if earlier is not None:
        return _response(body, await _made_before(intake, earlier.id))
    intake.require_room()
    speakers = app_state(request).speakers
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(dir=intake.work_dir)))
        context = await _context(intake, asked, given, folder)
        try:
            pieces = await _live_run(intake, asked, body, context, folder, speakers).begin(intake.subject, asked)
        except RequestRepeated as repeated:
            return _response(body, await _made_before(intake, repeated.resource_id))
        stack.callback(_keep_spare, speakers, voice, context)
        _keep_spare(speakers, voice, context)
        kept = stack.pop_all()

    async def sent() -> AsyncGenerator[bytes]:
        async with kept:
            async for piece in pieces:
                yield piece

    return _response(body, sent())


async def _context(intake: Intake, asked: JobRequest, given: dict[str, Any], folder: Path) -> ToolContext:
    run = Run(
        tool=asked.tool,
        params=given,
        workspace_id=intake.subject.workspace_id,
        user_id=intake.subject.user_id,
        folder=folder,
        database=intake.database,
        backend=intake.backend,
        settings=intake.settings,
    )
    return await add_features(run, tool_context(intake.settings, entitlements=intake.plan.entitlements))


def _live_run(
    intake: Intake, asked: JobRequest, body: SpeechRequest, context: ToolContext, folder: Path, speakers: ChildPool
) -> LiveRun:
    settings = asked.params.model_dump(mode="json")

    def make_asset(path: Path, report: dict[str, Any]) -> NewAsset:
        return NewAsset(
            path=path,
            name=asked.filename,
            role="speech",
            type="voiceover",
            media_type=LIVE_MEDIA_TYPES[body.container],
            details={"duration_s": report["duration_s"]},
            generation_config={"tool": asked.tool, "model": report["model"], "settings": settings},
        )

    return LiveRun(
        database=intake.database,
        backend=intake.backend,
        settings=intake.settings,
        children=speakers,
        function=_STREAM_SPEECH,
        arguments=(settings, body.container, context),
        path=folder / "speech",
        make_asset=make_asset,
    )


def _response(body: SpeechRequest, pieces: AsyncGenerator[bytes]) -> StreamingResponse:
    if body.stream_format == "sse":
        return StreamingResponse(speech_events(pieces, characters=len(body.input)), media_type=_EVENTS)
    return StreamingResponse(pieces, media_type=LIVE_MEDIA_TYPES[body.container])


async def _made_before(intake: Intake, job_id: UUID) -> AsyncGenerator[bytes]:
    """Return the sound that an earlier request of the same key made.

    Raises:
        JobNotFinished: it is being made, or was never made whole.
    """
    async with intake.database.session(workspace_id=intake.subject.workspace_id) as session:
        job = await jobs.get(session, job_id)
        outputs = await library.list_of_job(session, job_id, "output")
    if job.status != JobStatus.COMPLETED or not outputs:
        raise JobNotFinished(f"The speech of this Idempotency-Key is {job.status}.", job_status=job.status)

    async def pieces() -> AsyncGenerator[bytes]:
        async for piece in intake.backend.stream(outputs[0].storage_key):
            yield piece

    return pieces()


def _keep_spare(speakers: ChildPool, voice: str, context: ToolContext) -> None:
    """See to it that whoever asks meanwhile, or after a listener who left, does not wait for a network to be loaded."""
    few_words = {"text": "Hello.", "voice": voice}
    speakers.keep_spare(_STREAM_SPEECH, few_words, "pcm", context, timeout_s=_WARM_UP_LIMIT_S, affinity=_STREAM_SPEECH)
