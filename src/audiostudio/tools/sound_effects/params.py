"""What may be asked of a sound effect: words, wishes that override them, or a whole plan."""

from typing import Annotated, Literal, get_args

from pydantic import Field

from audiostudio.engines.sound_effects.plan import EffectPlan
from audiostudio.tools.base import ToolParams
from audiostudio.tools.output_format import BitDepthField, OutputFormatParams, any_case

Container = Literal["WAV", "FLAC", "MP3", "AIFF", "AAC", "OGG", "OPUS"]
# The reader of the words refuses long before, in words that help.
_MOST_CHARACTERS = 100_000


class EffectWishes(ToolParams):
    """What is to be heard. Wishes override the words; a plan overrides both."""

    prompt: str = Field(
        "",
        max_length=_MOST_CHARACTERS,
        description="The sound in words: `three knocks on a wooden door, then it creaks open`.",
    )
    duration_s: float | None = Field(
        None, description="Length in seconds, .1 to 600, exact to the sample; by its nature unless said."
    )
    distance_m: float | None = Field(None, ge=1, le=1000, description="How far away, in metres.")
    intensity: float | None = Field(None, ge=0, le=1, description="0 gentle, 1 violent.")
    material: str | None = Field(None, max_length=32, description="What it is made of or falls on: wood, gravel, tin.")
    size: float | None = Field(None, ge=0, le=1, description="0 small and high, 1 large and low.")
    width: float | None = Field(None, ge=0, le=1, description="0 mono, 1 as wide as it gets.")
    loop: bool | None = Field(None, description="Let the end run into the beginning.")
    variations: int | None = Field(None, ge=1, le=8, description="How many takes to make.")
    seed: int = Field(0, ge=0, le=2**32 - 1, description="Another number gives another take.")
    plan: EffectPlan | None = Field(None, description="What a report told as the plan, edited or not.")


class SoundEffectParams(OutputFormatParams, EffectWishes):
    """What is to be heard, and the files it is to be."""

    format_field = "format"

    format: Annotated[Container, any_case(*get_args(Container))] = Field("WAV", description="Format of the files.")
    target_sample_rate: Literal[44100, 48000, 96000] = Field(48000, description="Their sample rate in Hz.")
    bit_depth: BitDepthField = 24
