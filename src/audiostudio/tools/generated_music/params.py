"""What may be asked of networks that make music, here or at a company; each understands some of it, and says so."""

from dataclasses import fields
from typing import Annotated, Literal, get_args

from pydantic import Field

from audiostudio.engines.music_generation.request import MusicRequest
from audiostudio.tools.base import ToolParams
from audiostudio.tools.output_format import BitDepthField, OutputFormatParams, any_case

Container = Literal["WAV", "FLAC", "MP3", "AIFF", "AAC", "OGG"]
_MOST_CHARACTERS = 4_096


class GenerationWishes(ToolParams):
    """What is wanted; what is left out is left to whoever makes it."""

    prompt: str = Field("", max_length=_MOST_CHARACTERS, description="The music or the sound in words.")
    duration_s: float | None = Field(None, gt=0, le=600, description="Length in seconds.")
    negative_prompt: str | None = Field(None, max_length=_MOST_CHARACTERS, description="What it is not to be.")
    bpm: int | None = Field(None, description="Beats a minute.")
    key: str | None = Field(None, max_length=16, description="A key: `C minor`.")
    metre: str | None = Field(None, max_length=8, description="`4/4`, `3/4`.")
    lyrics: str | None = Field(None, max_length=_MOST_CHARACTERS, description="What is sung.")
    language: str | None = Field(None, max_length=8, description="Of the lyrics, ISO 639.")
    instrumental: bool | None = Field(None, description="Nobody is to sing.")
    loop: bool | None = Field(None, description="Its end is to run into its beginning.")
    seed: int | None = Field(None, ge=0, le=2**32 - 1, description="The same one gives the same on one machine.")
    steps: int | None = Field(None, ge=1, le=500, description="Of denoising: more take longer.")
    guidance: float | None = Field(None, description="How closely the words are followed.")
    temperature: float | None = Field(None, description="How freely the next token is chosen.")
    top_k: int | None = Field(None, description="Among how many likeliest tokens.")
    top_p: float | None = Field(None, description="Among which share of the likelihood.")
    change: Literal["repaint", "extend", "cover"] | None = Field(
        None, description="What is to become of a reference: a stretch made anew, gone on with, or all made after it."
    )
    change_from_s: float = Field(0.0, ge=0, description="Where the stretch that is repainted begins.")
    change_to_s: float = Field(0.0, ge=0, description="Where it ends.")
    strength: float = Field(0.8, ge=0, le=1, description="How closely a cover follows.")

    @property
    def request(self) -> MusicRequest:
        """What is asked for, but for the sound that is to be changed."""
        names = {field.name for field in fields(MusicRequest)} - {"source"}
        return MusicRequest(**{name: getattr(self, name) for name in names})


class GeneratedFileParams(OutputFormatParams, GenerationWishes):
    """What is wanted, and the file it is to be."""

    format_field = "format"

    format: Annotated[Container, any_case(*get_args(Container))] = Field("WAV", description="Format of the file.")
    target_sample_rate: Literal[44100, 48000] = Field(48000, description="Its sample rate in Hz.")
    bit_depth: BitDepthField = 24
