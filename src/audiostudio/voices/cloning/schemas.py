"""Cloned voices as programs see them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from audiostudio.jobs.schemas import JobReceipt, JobView
from audiostudio.kit.http.errors import CleanText
from audiostudio.submissions.schemas import WebhookUrl
from audiostudio.tools.voice_cloning import MOST_SAMPLES
from audiostudio.tools.voice_cloning_params import Effort, VoiceLanguage

LONGEST_SPEAKER = 200

VoiceStatus = Literal["pending", "training", "trained", "failed"]


def _tidied(text: str) -> str:
    tidy = " ".join(text.split())
    if not tidy:
        raise ValueError("must hold more than spaces")
    return tidy


VoiceName = Annotated[CleanText, Field(min_length=1, max_length=100), AfterValidator(_tidied)]
Description = Annotated[CleanText, Field(max_length=1_000)]


class ConsentView(BaseModel):
    """Who said that the speaker agreed, when, and to what."""

    declared_by: UUID | None = Field(description="The user; null is the operator's own backend.")
    speaker: str = Field(description="Whose voice it is, as they wrote it.")
    statement: str
    declared_at: datetime


class Consent(BaseModel):
    """What is to be agreed to before recordings are sent."""

    statement: str


class SampleView(BaseModel):
    """A recording to learn a voice from, and how good it is for that."""

    sample_id: UUID
    name: str | None = Field(description="The file's name; null once the recording is deleted.")
    url: str | None = Field(description="Fetches the recording without further proof of identity until it expires.")
    voice_id: UUID | None = Field(description="The voice that is learned from it.")
    score: int = Field(description="How good it is to learn a voice from, 0 to 100.")
    findings: dict[str, Any] = Field(description="What was measured, and `remarks` with advice.")
    consent: ConsentView


class SamplesView(BaseModel):
    """Recordings that were accepted."""

    samples: list[SampleView]
    score: int = Field(description="How good they are together, 0 to 100.")
    speech_s: float = Field(description="How much is spoken in all of them.")


class ClonedVoiceView(BaseModel):
    """A cloned voice."""

    voice_id: UUID
    id: str = Field(description="Its name where speech is asked for: `voice` of a tool, of a mix or of a mark.")
    name: str
    description: str
    language: str
    status: VoiceStatus
    shared: bool = Field(description="Everybody in the workspace may use it; else its maker alone.")
    is_mine: bool
    characteristics: dict[str, Any] = Field(description="Gender, pitch in Hz, quality and similarity, once trained.")
    sample_text: str | None
    sample_audio: str | None = Field(description="Address of the sample, once trained.")
    job_id: UUID | None = Field(description="The training.")
    error_code: str | None
    error_detail: str | None
    usage_count: int
    last_used_at: datetime | None
    created_at: datetime
    trained_at: datetime | None


class VoiceChanges(BaseModel):
    """What is to change of a voice; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: VoiceName | None = None
    description: Description | None = None
    shared: bool | None = Field(None, description="True lets everybody in the workspace use it.")


class SamplesForm(BaseModel):
    """The form of POST /api/audio-studio/voice-cloning/upload."""

    file: list[bytes] = Field(
        json_schema_extra={"items": {"type": "string", "format": "binary"}},
        description=f"One to {MOST_SAMPLES} recordings of one speaker.",
    )
    consent: bool = Field(description="`true` declares what GET /api/audio-studio/voice-cloning/consent says.")
    speaker: str = Field(description="Whose voice it is.", max_length=LONGEST_SPEAKER)


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
