"""What may be asked of the cloned-speech tool."""

from typing import Literal

from pydantic import Field

from audiostudio.engines.external.voice_engines import VOICE_ENGINES
from audiostudio.tools.speech.output import DepthField, FormatField, RateField, SpeechFileParams
from audiostudio.tools.speech.params import Speed

Language = Literal["en", "ar", "cs", "de", "es", "fr", "hi", "hu", "it", "ja", "ko", "nl", "pl", "pt", "ru", "tr", "zh"]

MOST_CHARACTERS = 100_000


class ClonedSpeechParams(SpeechFileParams):
    """What is to be said, by which engine and how."""

    text: str = Field(min_length=1, max_length=MOST_CHARACTERS, description="What to say, as plain text.")
    voice: str = Field(
        pattern=rf"^({'|'.join(VOICE_ENGINES)})(:[^\s:][^:]{{0,98}})?$",
        description="The engine that speaks in the voice of the references: xtts or pocket; "
        "xtts:NAME is a speaker that XTTS-v2 brings itself.",
    )
    language: Language = Field("en", description="Language of the text.")
    consent: bool = Field(
        False, description="The person whose voice the references are has agreed to this; without it nothing is said."
    )
    speed: Speed = Field(1.0, description="How quickly; 1 is the voice's own pace.")
    seed: int = Field(0, ge=0, le=2**31 - 1, description="Another number says the same in another way.")
    format: FormatField = "WAV"
    sample_rate: RateField = None
    bit_depth: DepthField = 16

    @property
    def engine(self) -> str:
        """The name of the engine that is to speak."""
        return self.voice.partition(":")[0]

    @property
    def speaker(self) -> str:
        """The name of a speaker that the engine brings; empty where references show the voice."""
        return self.voice.partition(":")[2]
