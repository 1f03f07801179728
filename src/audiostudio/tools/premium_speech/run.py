"""Has a text spoken by a company's voice: sent in pieces, received as sound, written as one file."""

from collections.abc import Iterator
from pathlib import Path

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.dsp.downmix import as_mono
from audiostudio.audio.errors import AudioError
from audiostudio.audio.types import Audio
from audiostudio.engines.providers.base import ProviderError, SpeechProvider
from audiostudio.engines.providers.choice import open_provider
from audiostudio.engines.text.dictionary import Dictionary
from audiostudio.engines.text.plain_text import split_text
from audiostudio.tools.base import Output, Progress, ToolContext, ToolError, ToolResult
from audiostudio.tools.premium_speech.params import PremiumSpeechParams
from audiostudio.tools.speech.output import speech_tags, write_speech

_PIECE_CHARACTERS = 4_500  # below the least that any of the providers' models takes in one request
_SAMPLE_RATE_HZ = 44_100


def speak_by_provider(
    params: PremiumSpeechParams, out_dir: Path, context: ToolContext, progress: Progress
) -> ToolResult:
    """Do what `audiostudio.tools.premium_speech.tool.PremiumSpeech.run` promises."""
    try:
        provider = open_provider(params.provider, context.providers)
    except ProviderError as error:
        raise ToolError(error.code, error.detail) from None
    model = params.model or provider.default_model
    fmt = params.audio_format
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
    text: str, provider: SpeechProvider, model: str, params: PremiumSpeechParams, folder: Path, progress: Progress
) -> Iterator[Audio]:
    """Yield what the provider says, ``(1, frames)``, long texts in pieces that end with a sentence."""
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
                yield from as_mono(reader.blocks(), reader.sample_rate_hz)
        except ProviderError as error:
            raise ToolError(error.code, error.detail) from None
        except AudioError:
            detail = f"What {provider.title} sent is no sound; try again."
            raise ToolError("provider_audio_broken", detail) from None
        finally:
            received.unlink(missing_ok=True)
