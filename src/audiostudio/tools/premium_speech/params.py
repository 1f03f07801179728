"""What may be asked of a company's voice."""

from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from audiostudio.tools.output_format import OutputFormatParams

Provider = Literal["elevenlabs"]
Container = Literal["MP3", "WAV", "FLAC"]
PROVIDERS: tuple[str, ...] = get_args(Provider)
MOST_CHARACTERS = 40_000


def _speakable(text: str) -> str:
    if not any(character.isalnum() for character in text):
        raise ValueError("there is nothing in it that can be spoken")
    return text


class PremiumSpeechParams(OutputFormatParams):
    """What is to be said, by whom and how."""

    format_field = "format"

    text: Annotated[str, AfterValidator(_speakable)] = Field(
        min_length=1, max_length=MOST_CHARACTERS, description="What is to be said."
    )
    voice: str = Field(
        pattern=r"^[A-Za-z0-9_-]{1,100}$", description="The provider's id of a voice; the list of voices has them."
    )
    provider: Provider = Field("elevenlabs", description="Whose voice it is.")
    model: str = Field(
        "", pattern=r"^[A-Za-z0-9_.-]{0,100}$", description="The provider's model; its usual one unless named."
    )
    stability: float | None = Field(
        None, ge=0, le=1, description="How even the delivery is; as the voice has it unless given."
    )
    similarity_boost: float | None = Field(
        None, ge=0, le=1, description="How close it stays to the voice's recordings."
    )
    style: float | None = Field(None, ge=0, le=1, description="How much of the voice's style is exaggerated.")
    speed: float | None = Field(None, ge=0.7, le=1.2, description="How fast it speaks, 1 being its usual speed.")
    use_speaker_boost: bool | None = Field(None, description="Strengthen the likeness to the speaker.")
    format: Container = Field("MP3", description="Format of the file.")

    @property
    def settings(self) -> dict[str, float | bool]:
        """The provider's voice settings that were given."""
        names = ("stability", "similarity_boost", "style", "speed", "use_speaker_boost")
        return {name: value for name in names if (value := getattr(self, name)) is not None}
