"""What every tool that speaks hands out: mono sound in any format, whose tags and watermark say that nobody spoke."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import Field

from audiostudio.audio.errors import AudioError
from audiostudio.tools.base import ToolError
from audiostudio.tools.entitlements import Entitlements
from audiostudio.tools.output_format import OutputFormatParams, any_case, check_container
from audiostudio.tools.tags import SYNTHETIC, short_title

if TYPE_CHECKING:  # codecs are only loaded by those who run a tool
    from audiostudio.audio.codecs import AudioFormat
    from audiostudio.audio.types import Audio

Container = Literal["WAV", "FLAC", "MP3", "AAC", "OGG", "OPUS"]
FormatField = Annotated[Container, any_case(*get_args(Container)), Field(description="Format of the file.")]
RateField = Annotated[
    Literal[8000, 16000, 22050, 24000, 44100, 48000] | None,
    Field(description="Its sample rate in Hz; 24000 unless given, 48000 for Opus."),
]
DepthField = Annotated[Literal[16, 24], Field(description="Bits a sample in WAV and FLAC.")]

_USUAL_RATE_HZ = 24_000
_OPUS_RATE_HZ = 48_000
# One voice needs less than music; these are transparent for it.
_SPEECH_KBPS = {"MP3": 96, "AAC": 96, "OGG": 96, "OPUS": 48}


class SpeechFileParams(OutputFormatParams):
    """Parameters of a tool that speaks; a subclass declares ``format``, ``sample_rate`` and ``bit_depth``."""

    format_field = "format"

    @property
    def sample_rate_hz(self) -> int:
        """The file's sample rate."""
        asked_hz: int | None = getattr(self, "sample_rate")  # noqa: B009 - the field is a subclass's
        return asked_hz or (_OPUS_RATE_HZ if self.container == "OPUS" else _USUAL_RATE_HZ)

    @property
    def audio_format(self) -> "AudioFormat":
        """The format as the codecs take it."""
        return replace(super().audio_format, bitrate_kbps=_SPEECH_KBPS.get(self.container))


def check_speech_file(params: SpeechFileParams, entitlements: Entitlements) -> None:
    """Refuse formats that the plan does not have or that cannot hold the rate.

    Raises:
        ToolError: ``format_not_in_tier`` or ``format_rate_unsupported``.
    """
    from audiostudio.audio.codecs import check_format

    check_container(params, entitlements)
    try:
        check_format(params.audio_format, params.sample_rate_hz, channels=1)
    except AudioError as error:
        raise ToolError(error.code, error.detail) from error


def speech_tags(text: str, *, voice: str, model: str, is_clone: bool = False) -> dict[str, str]:
    """Return the tags by which whoever gets the sound can know that no person said it.

    Args:
        text: what is said; its beginning becomes the title.
        voice: who says it, as the tags are to name it.
        model: the network whose voice it is.
        is_clone: whether a voice in it was learned from somebody's recordings.
    """
    clone = "The voice is a clone of a person's. " if is_clone else ""
    return {
        "title": short_title(text),
        "artist": f"{voice} (synthetic voice)",
        "genre": "Speech",
        "comment": f"Synthetic speech: no person said this. {clone}Made with {model} by Audio Studio.",
        "digitalsourcetype": SYNTHETIC,
    }


def with_watermark(sounds: "Iterable[Audio]", own_rate_hz: int, rate_hz: int) -> "Iterator[Audio]":
    """Yield the sound as it leaves us: with the watermark of synthetic speech in it, at the rate of the file or stream.

    Args:
        sounds: mono blocks, ``(1, frames)`` float32.
        own_rate_hz: their rate.
        rate_hz: the rate that is wanted.
    """
    from audiostudio.audio.dsp.resample import Resampler
    from audiostudio.audio.dsp.stream import Processor, process_stream
    from audiostudio.audio.speech.watermark import Watermark

    processors: list[Processor] = [Watermark(own_rate_hz)]
    if rate_hz != own_rate_hz:
        processors.append(Resampler(own_rate_hz, rate_hz, channels=1))
    return process_stream(sounds, processors)


def write_speech(
    path: Path,
    sounds: "Iterable[Audio]",
    own_rate_hz: int,
    fmt: "AudioFormat",
    rate_hz: int,
    *,
    tags: dict[str, str],
) -> int:
    """Write the sound as it comes, with its watermark, and return its length in frames of the file.

    Args:
        path: the file.
        sounds: mono blocks, ``(1, frames)`` float32.
        own_rate_hz: their rate.
        fmt: the file's format.
        rate_hz: the file's rate.
        tags: from `speech_tags`.
    """
    from audiostudio.audio.codecs import create_audio
    from audiostudio.audio.dsp.dither import Dither
    from audiostudio.audio.dsp.stream import process_stream

    dither = [] if fmt.is_lossy else [Dither(1, fmt.bit_depth)]
    with create_audio(path, fmt, rate_hz, 1, tags=tags) as writer:
        for block in process_stream(with_watermark(sounds, own_rate_hz, rate_hz), dither):
            writer.write(block)
        return writer.frames
