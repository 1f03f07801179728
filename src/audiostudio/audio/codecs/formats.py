"""The file formats the product writes, and which rates, depths and channel counts each can hold."""

from dataclasses import dataclass
from typing import Literal

from audiostudio.audio.errors import AudioError

ContainerName = Literal["WAV", "FLAC", "MP3", "AIFF", "AAC", "OGG", "OPUS"]
BitDepth = Literal[16, 24, 32]
# What `audiostudio.audio.codecs.live_encoder` sends while it is made.
LiveContainer = Literal["mp3", "opus", "aac", "flac", "wav", "pcm"]

LIVE_MEDIA_TYPES: dict[LiveContainer, str] = {
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
}

MIN_SAMPLE_RATE_HZ = 8_000
MAX_SAMPLE_RATE_HZ = 192_000
MAX_CHANNELS = 8


@dataclass(frozen=True)
class _Abilities:
    extension: str
    media_type: str
    bit_depths: tuple[int, ...] = ()
    max_channels: int = MAX_CHANNELS
    sample_rates_hz: tuple[int, ...] | None = None
    default_bitrate_kbps: int | None = None


# Lossy formats are held to stereo: their surround orders differ from file to file, and nothing here makes surround.
_ABILITIES: dict[ContainerName, _Abilities] = {
    "WAV": _Abilities(".wav", "audio/wav", bit_depths=(16, 24, 32)),
    "FLAC": _Abilities(".flac", "audio/flac", bit_depths=(16, 24)),
    "AIFF": _Abilities(".aiff", "audio/aiff", bit_depths=(16, 24)),
    "MP3": _Abilities(
        ".mp3",
        "audio/mpeg",
        max_channels=2,
        sample_rates_hz=(8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000),
        default_bitrate_kbps=320,
    ),
    "AAC": _Abilities(
        ".m4a",
        "audio/mp4",
        max_channels=2,
        sample_rates_hz=(
            8_000,
            11_025,
            12_000,
            16_000,
            22_050,
            24_000,
            32_000,
            44_100,
            48_000,
            64_000,
            88_200,
            96_000,
        ),
        default_bitrate_kbps=256,
    ),
    "OGG": _Abilities(".ogg", "audio/ogg", max_channels=2, default_bitrate_kbps=256),
    "OPUS": _Abilities(".opus", "audio/ogg", max_channels=2, sample_rates_hz=(48_000,), default_bitrate_kbps=160),
}


@dataclass(frozen=True)
class AudioFormat:
    """A format to write sound in.

    Attributes:
        container: the format's name; ``AAC`` is AAC-LC in an MP4 file, ``OGG`` is Vorbis.
        bit_depth: bits a sample for WAV, FLAC and AIFF (32 is floating point, WAV only); lossy formats ignore it.
        bitrate_kbps: for lossy formats; ``None`` is a transparent default. A variable-rate format aims at it.
    """

    container: ContainerName = "WAV"
    bit_depth: BitDepth = 24
    bitrate_kbps: int | None = None

    @property
    def extension(self) -> str:
        """The file name's ending, with its dot."""
        return _ABILITIES[self.container].extension

    @property
    def media_type(self) -> str:
        """The MIME type of such a file."""
        return _ABILITIES[self.container].media_type

    @property
    def is_lossy(self) -> bool:
        """Whether decoding gives back something other than the samples written."""
        return not _ABILITIES[self.container].bit_depths

    @property
    def effective_bitrate_kbps(self) -> int | None:
        """The bit rate a lossy file is encoded at; ``None`` for lossless ones."""
        return self.bitrate_kbps or _ABILITIES[self.container].default_bitrate_kbps


def check_format(fmt: AudioFormat, sample_rate_hz: int, channels: int) -> None:
    """Refuse what a format cannot hold.

    Raises:
        AudioError: ``format_rate_unsupported``, ``format_channels_unsupported`` or ``format_bit_depth_unsupported``;
            the sentence says what would work.
    """
    can = _ABILITIES[fmt.container]
    if can.sample_rates_hz is not None and sample_rate_hz not in can.sample_rates_hz:
        works = ", ".join(f"{rate_hz:,}" for rate_hz in can.sample_rates_hz)
        raise AudioError(
            "format_rate_unsupported", f"{fmt.container} cannot hold {sample_rate_hz:,} Hz; it holds {works} Hz."
        )
    if not MIN_SAMPLE_RATE_HZ <= sample_rate_hz <= MAX_SAMPLE_RATE_HZ:
        raise AudioError(
            "format_rate_unsupported",
            f"{sample_rate_hz:,} Hz is outside what is written: {MIN_SAMPLE_RATE_HZ:,} to {MAX_SAMPLE_RATE_HZ:,} Hz.",
        )
    if not 1 <= channels <= can.max_channels:
        raise AudioError(
            "format_channels_unsupported",
            f"{fmt.container} is written with 1 to {can.max_channels} channels, not {channels}; "
            "WAV, FLAC and AIFF hold up to 8.",
        )
    if can.bit_depths and fmt.bit_depth not in can.bit_depths:
        works = " or ".join(str(depth) for depth in can.bit_depths)
        raise AudioError(
            "format_bit_depth_unsupported",
            f"{fmt.container} is written with {works} bits, not {fmt.bit_depth}; 32-bit float needs WAV.",
        )


def check_shape(channels: int, sample_rate_hz: int) -> None:
    """Refuse what no file may have: no channels, more than eight, or an absurd rate.

    Raises:
        AudioError: ``audio_channels_unsupported`` or ``audio_rate_unsupported``.
    """
    if not 1 <= channels <= MAX_CHANNELS:
        raise AudioError(
            "audio_channels_unsupported", f"The file has {channels} channels; 1 to {MAX_CHANNELS} are supported."
        )
    if not MIN_SAMPLE_RATE_HZ <= sample_rate_hz <= MAX_SAMPLE_RATE_HZ:
        raise AudioError(
            "audio_rate_unsupported",
            f"The file's sample rate is {sample_rate_hz:,} Hz; "
            f"{MIN_SAMPLE_RATE_HZ:,} to {MAX_SAMPLE_RATE_HZ:,} Hz is supported.",
        )
