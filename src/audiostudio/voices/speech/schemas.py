"""Texts to speak, and voices to speak them, as programs see them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from audiostudio.audio.codecs.formats import LiveContainer
from audiostudio.kit.http.errors import CleanText
from audiostudio.submissions.schemas import WebhookUrl


class SpeakRequest(BaseModel):
    """A text and the voice that is to speak it."""

    model_config = ConfigDict(extra="forbid")

    text: CleanText = Field(min_length=1, max_length=1_000_000)
    voice_id: Annotated[CleanText, Field(max_length=200, description="The id of a voice of the gallery.")]
    model: Annotated[CleanText, Field(max_length=100)] | None = Field(
        None, description="A model of the voice's provider."
    )
    voice_settings: dict[CleanText, Any] = Field({}, description="Settings of the voice's tool: GET /tools lists them.")
    format: Annotated[CleanText, Field(max_length=10)] | None = Field(None, description="Format of the file.")
    webhook_url: WebhookUrl = None


class SpeechRequest(BaseModel):
    """The body of OpenAI's ``POST /v1/audio/speech``."""

    model_config = ConfigDict(extra="ignore")

    input: CleanText = Field(min_length=1, max_length=300_000, description="What to say.")
    voice: Annotated[CleanText, Field(max_length=200, description="A voice of the gallery, a mix, or OpenAI's name.")]
    model: Annotated[CleanText, Field(max_length=100, description="Any; the product's own speaks.")] = "kokoro"
    response_format: LiveContainer = "mp3"
    speed: float = Field(1.0, ge=0.25, le=4.0, allow_inf_nan=False, description="0.5 to 2 are kept to, beyond is held.")
    stream_format: Literal["audio"] = "audio"


class SpeechVoices(BaseModel):
    """The voices that ``POST /v1/audio/speech`` takes."""

    voices: list[str]
