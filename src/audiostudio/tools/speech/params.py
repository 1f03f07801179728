"""What may be asked of whatever speaks with the product's own voices."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from audiostudio.engines.speech_synthesis.styles import StyleName
from audiostudio.tools.base import ToolParams
from audiostudio.tools.speech.output import DepthField, FormatField, RateField, SpeechFileParams

Timestamps = Literal["srt", "vtt", "json"]
Markup = Literal["auto", "ssml", "tags", "none"]

MOST_CHARACTERS = 300_000
_LONGEST_VOICE = 200

Speed = Annotated[float, Field(ge=0.25, le=4.0)]
Pitch = Annotated[float, Field(ge=-12, le=12)]


class SpeechSegment(ToolParams):
    """A part of what is to be said, with settings of its own."""

    text: str = Field(min_length=1, max_length=MOST_CHARACTERS, description="What to say.")
    voice: str | None = Field(None, max_length=_LONGEST_VOICE, description="Who says it; else the request's voice.")
    speed: Speed | None = Field(None, description="How quickly; else the request's speed.")
    pitch_semitones: Pitch | None = Field(None, description="How high; else the request's pitch.")
    style: StyleName | None = Field(None, description="In which manner; else the request's style.")
    pause_after_s: float = Field(0.0, ge=0, le=10, description="Silence after it, in seconds.")


class SpeechSynthesisParams(SpeechFileParams):
    """What is to be said, by whom and how."""

    text: str = Field(
        "", max_length=MOST_CHARACTERS, description="What to say: plain text, text with short tags, or SSML."
    )
    voice: str = Field(
        "af_heart",
        max_length=_LONGEST_VOICE,
        description="Who says it: a voice such as am_adam, or a mix such as am_adam(2)+af_heart(1).",
    )
    speed: Speed = Field(1.0, description="How quickly; 1 is the voice's own pace.")
    pitch_semitones: Pitch = Field(0.0, description="How much higher or lower; the voice's character stays.")
    stability: float = Field(
        0.5, ge=0, le=1, description="How even the delivery is: 0 lively, 0.5 the voice's own, 1 steady."
    )
    intonation: float = Field(1.0, ge=0, le=2, description="How far the pitch moves; 0 is a monotone.")
    style: StyleName = Field("neutral", description="Manner of speaking.")
    similarity: float = Field(
        1.0, ge=0, le=1, description="How near a cloned voice stays to its speaker; published voices know no less."
    )
    markup: Markup = Field(
        "auto",
        description="What in the text is markup: SSML, short tags, or nothing; auto tells the first two apart.",
    )
    pronunciations: dict[str, str] = Field(
        default_factory=dict,
        max_length=1_000,
        description="Words and how to say them: respelled in plain letters, or in the IPA.",
    )
    segments: tuple[SpeechSegment, ...] = Field(
        (), max_length=500, description="Parts with settings of their own, in place of text."
    )
    format: FormatField = "WAV"
    sample_rate: RateField = None
    bit_depth: DepthField = 16
    timestamps: tuple[Timestamps, ...] = Field(
        (), max_length=3, description="Also write when each word is said: as subtitles, or as JSON."
    )

    @model_validator(mode="after")
    def _text_or_segments(self) -> Self:
        if bool(self.text.strip()) == bool(self.segments):
            raise ValueError("give either text or segments, and something to say")
        if self.characters > MOST_CHARACTERS:
            raise ValueError(f"the segments together are longer than {MOST_CHARACTERS:,} characters")
        return self

    @property
    def characters(self) -> int:
        """How many characters are to be said."""
        return len(self.text) + sum(len(segment.text) for segment in self.segments)

    @property
    def parts(self) -> tuple[SpeechSegment, ...]:
        """What is to be said, part by part."""
        return self.segments or (SpeechSegment(text=self.text),)
