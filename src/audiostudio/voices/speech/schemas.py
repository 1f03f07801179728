"""Texts to speak, and voices to speak them, as programs see them."""

from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from audiostudio.audio.codecs.formats import LiveContainer
from audiostudio.kit.http.errors import CleanText
from audiostudio.submissions.schemas import WebhookUrl
from audiostudio.tools.output_format import any_case


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


class SpeechVoice(BaseModel):
    """A voice as OpenAI's clients name one that somebody made."""

    model_config = ConfigDict(extra="ignore")

    id: Annotated[CleanText, Field(max_length=200)]


class SpeechRequest(BaseModel):
    """The body of OpenAI's ``POST /v1/audio/speech``; what is null is as if it were not there."""

    model_config = ConfigDict(extra="ignore")

    input: CleanText = Field(min_length=1, max_length=300_000, description="What to say.")
    voice: Annotated[CleanText, Field(max_length=200)] | SpeechVoice = Field(
        description="A voice of the gallery, a mix, or OpenAI's name."
    )
    model: Annotated[CleanText, Field(max_length=100)] | None = Field(
        None, description="Any; the product's own, kokoro, speaks."
    )
    instructions: CleanText | None = Field(None, max_length=300_000, description="Passed over; text takes marks.")
    response_format: Annotated[LiveContainer | None, any_case(*get_args(LiveContainer))] = Field(
        None, description="mp3 unless given, in any case."
    )
    speed: Annotated[float, Field(ge=0.25, le=4.0, allow_inf_nan=False)] | None = Field(
        None, description="1 unless given."
    )
    stream_format: Annotated[Literal["audio", "sse"] | None, any_case("audio", "sse")] = Field(
        None, description="The sound itself, or server-sent events that carry it in base64."
    )

    @property
    def voice_name(self) -> str:
        """The voice, by its name."""
        return self.voice if isinstance(self.voice, str) else self.voice.id

    @property
    def container(self) -> LiveContainer:
        """The format of the sound."""
        return self.response_format or "mp3"


class SpeechVoices(BaseModel):
    """The voices that ``POST /v1/audio/speech`` takes."""

    voices: list[str]


class SpeechModel(BaseModel):
    """A model as OpenAI's ``GET /v1/models`` describes one."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str


class SpeechModels(BaseModel):
    """The models that ``model`` may name; other names are taken, too, and mean the first."""

    object: Literal["list"] = "list"
    data: list[SpeechModel]
