"""Speech by a company's voices: text goes out over the network, its sound comes back into the library.

The one tool that calls another server. It does so only with a key that the operator set, and says whose voice it was.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import AfterValidator, Field

from audiostudio.engines.text.dictionary import Dictionary
from audiostudio.engines.text.plain_text import split_text
from audiostudio.tools.base import Output, Progress, Tool, ToolContext, ToolError, ToolParams, ToolResult
from audiostudio.tools.parts.speech_files import speech_tags, write_speech
from audiostudio.tools.tiers import LIMITS, Tier

if TYPE_CHECKING:  # codecs and the provider's client are only loaded by those who run the tool
    from audiostudio.audio.block import Block
    from audiostudio.engines.providers.base import SpeechProvider

Provider = Literal["elevenlabs"]
Container = Literal["MP3", "WAV", "FLAC"]

PROVIDERS: tuple[str, ...] = get_args(Provider)
MOST_CHARACTERS = 40_000
CHARACTERS_PER_CREDIT = 500
_PIECE_CHARACTERS = 4_500  # below the least that any of the providers' models takes in one request
_SAMPLE_RATE_HZ = 44_100


def _speakable(text: str) -> str:
    if not any(character.isalnum() for character in text):
        raise ValueError("there is nothing in it that can be spoken")
    return text


class PremiumSpeechParams(ToolParams):
    """What is to be said, by whom and how."""

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


class PremiumSpeech(Tool[PremiumSpeechParams]):
    """Text spoken by a company's voice; its price grows with the text."""

    name = "premium_speech"
    title = "Premium voice"
    summary = "Speaks text with a voice of ElevenLabs; needs the operator's key."
    Params = PremiumSpeechParams
    max_files = 0
    uses_dictionary = True

    def price_credits(self, params: PremiumSpeechParams, file_count: int = 1) -> int:
        """Return one credit for each 500 characters that were begun."""
        return -(-len(params.text) // CHARACTERS_PER_CREDIT)

    def starting_price_credits(self) -> int:
        """Return the price of the shortest text."""
        return 1

    def check(self, params: PremiumSpeechParams, tier: Tier) -> None:
        """Refuse formats that the tier does not have.

        Raises:
            ToolError: ``format_not_in_tier``, with those it has.
        """
        formats = [name for name in get_args(Container) if name in LIMITS[tier].formats]
        if params.format not in formats:
            raise ToolError(
                "format_not_in_tier",
                f"The {tier} tier gets speech as {' or '.join(formats)}, not {params.format}.",
                allowed={"format": formats},
            )

    def run(
        self,
        params: PremiumSpeechParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Have the text spoken, long ones in pieces that end with a sentence.

        Raises:
            ToolError: as `check`; ``provider_key_missing``, or what the provider answers.
        """
        from audiostudio.audio.codecs import AudioFormat
        from audiostudio.engines.providers.base import ProviderError
        from audiostudio.engines.providers.choice import open_provider

        self.check(params, context.tier)
        try:
            provider = open_provider(params.provider, context.providers)
        except ProviderError as error:
            raise ToolError(error.code, error.detail) from None
        model = params.model or provider.default_model
        fmt = AudioFormat(params.format, 24)
        path = out_dir / f"speech{fmt.extension}"
        text = Dictionary(context.pronunciations).respelled(params.text)
        frames = write_speech(
            path,
            _sounds(text, provider, model, params, out_dir, progress),
            _SAMPLE_RATE_HZ,
            fmt,
            _SAMPLE_RATE_HZ,
            tags=speech_tags(params.text, voice=f"{provider.title} {params.voice}", model=f"{provider.title} {model}"),
        )
        facts = {"duration_s": round(frames / _SAMPLE_RATE_HZ, 3), "sample_rate_hz": _SAMPLE_RATE_HZ, "channels": 1}
        progress(1.0, "done")
        return ToolResult(
            outputs=(Output(path, "speech", "voiceover", fmt.media_type, facts),),
            report={
                "engine": provider.title,
                "model": model,
                "voice": params.voice,
                "characters": len(params.text),
                "synthetic": True,
                **facts,
            },
        )


def _sounds(
    text: str, provider: "SpeechProvider", model: str, params: PremiumSpeechParams, folder: Path, progress: Progress
) -> "Iterator[Block]":
    """Yield what the provider says, ``(1, frames)``, long texts in pieces that end with a sentence."""
    from audiostudio.audio.codecs import open_audio
    from audiostudio.audio.errors import AudioError
    from audiostudio.engines.providers.base import ProviderError

    pieces = list(split_text(text, _PIECE_CHARACTERS))
    for number, piece in enumerate(pieces):
        progress(number / len(pieces), f"{provider.title} is speaking")
        received = folder / f".piece-{number}.mp3"
        try:
            with received.open("wb") as file:
                for data in provider.speak(piece, voice=params.voice, model=model, settings=params.settings):
                    file.write(data)
                    progress(number / len(pieces), f"{provider.title} is speaking")
            with open_audio(received) as reader:
                if reader.sample_rate_hz != _SAMPLE_RATE_HZ:
                    raise AudioError("audio_rate_unsupported", "not the rate that was asked for")
                for block in reader.blocks():
                    yield block.mean(axis=0, keepdims=True)
        except ProviderError as error:
            raise ToolError(error.code, error.detail) from None
        except AudioError:
            detail = f"What {provider.title} sent is no sound; try again."
            raise ToolError("provider_audio_broken", detail) from None
        finally:
            received.unlink(missing_ok=True)


TOOL = PremiumSpeech()
