"""What may be asked of the conversion tool."""

from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import Field

from audiostudio.tools.output_format import OutputFormatParams, any_case

if TYPE_CHECKING:  # codecs are only loaded by those who run the tool
    from audiostudio.audio.codecs import AudioFormat

Container = Literal["WAV", "FLAC", "MP3", "AIFF", "AAC", "OGG", "OPUS"]
# What protected files may peak at: nothing that decodes them clips.
PEAK_LIMIT_DBTP = -0.1


class ConversionParams(OutputFormatParams):
    """What the file is to be."""

    target_format: Annotated[Container, any_case(*get_args(Container))] = Field(
        "WAV", description="Format of the file; AAC comes as M4A, OGG is Vorbis."
    )
    target_sample_rate: Literal[44100, 48000, 96000, 192000] | None = Field(
        None, description="Its sample rate in Hz; the source's own unless given (Opus always has 48000)."
    )
    bit_depth: Literal[16, 24, 32] | None = Field(
        None,
        description="Bits a sample in WAV, FLAC and AIFF, 32 being floating point (WAV only); unless given, as few "
        "as hold every sample exactly, 24 where none do.",
    )
    bitrate_kbps: Literal[96, 128, 160, 192, 256, 320] | None = Field(
        None, description="Bit rate of MP3, AAC, OGG and OPUS in kbit/s; unless given, one that is transparent."
    )
    peak_protection: bool = Field(
        False,
        description=f"Lower the level, no more than needed, until the decoded file peaks at {PEAK_LIMIT_DBTP} dBTP "
        "or less; otherwise the level is never changed.",
    )

    @property
    def audio_format(self) -> "AudioFormat":
        """The format as the codecs take it."""
        from audiostudio.audio.codecs import AudioFormat

        return AudioFormat(self.target_format, self.bit_depth or 24, self.bitrate_kbps)
