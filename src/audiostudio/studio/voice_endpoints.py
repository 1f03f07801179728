"""Routes that have text spoken: one for every voice, whoever's it is."""

from fastapi import APIRouter

from audiostudio.jobs.schemas import JobReceipt, JobView
from audiostudio.kit.http.errors import responses
from audiostudio.studio.endpoints import ENDED, IdempotencyKey, SubmissionAnswers
from audiostudio.studio.intake import CallerIntake
from audiostudio.studio.schemas import SpeakRequest
from audiostudio.studio.service import speech_job
from audiostudio.studio.submitting import REFUSED, submit_known

router = APIRouter(prefix="/api/audio-studio/ai-voice", tags=["voices"])


@router.post("/generate", status_code=202, response_model=JobReceipt | JobView, responses=responses(*REFUSED) | ENDED)
async def generate(
    body: SpeakRequest, intake: CallerIntake, answers: SubmissionAnswers, idempotency_key: IdempotencyKey = None
) -> JobReceipt | JobView:
    """Have a text spoken by a voice of the gallery; the job's output is the sound."""
    tool_name, parameters = speech_job(body)
    return await submit_known(
        intake,
        answers,
        tool_name=tool_name,
        parameters=parameters,
        webhook_url=body.webhook_url,
        idempotency_key=idempotency_key,
    )
