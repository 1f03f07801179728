"""Routes that have text spoken: one for every voice, whoever's it is."""

from fastapi import APIRouter

from audiostudio.jobs.schemas import JobReceipt, JobView
from audiostudio.kit.http.errors import responses
from audiostudio.kit.idempotency import IdempotencyKey
from audiostudio.submissions.refusals import REFUSED_SOURCES
from audiostudio.submissions.responder import ENDED, Responder
from audiostudio.submissions.submitter import CallerSubmitter
from audiostudio.voices.speech.schemas import SpeakRequest
from audiostudio.voices.speech.service import speech_job

router = APIRouter(prefix="/api/audio-studio/ai-voice", tags=["voices"])


@router.post(
    "/generate", status_code=202, response_model=JobReceipt | JobView, responses=responses(*REFUSED_SOURCES) | ENDED
)
async def generate(
    body: SpeakRequest, submitter: CallerSubmitter, responder: Responder, idempotency_key: IdempotencyKey = None
) -> JobReceipt | JobView:
    """Have a text spoken by a voice of the gallery; the job's output is the sound."""
    tool_name, parameters = speech_job(body)
    job = await submitter.submit_sources(
        tool_name=tool_name,
        parameters=parameters,
        webhook_url=body.webhook_url,
        idempotency_key=idempotency_key,
    )
    return await responder.respond(job)
