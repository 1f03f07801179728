"""What every tool that makes masters lets its users ask of a file: loudness, format and rate."""

from typing import Annotated, Literal, Self, TypeVar, get_args

from pydantic import Field, WithJsonSchema, model_validator

from audiostudio.tools.base import Tool
from audiostudio.tools.entitlements import Entitlements
from audiostudio.tools.output_format import BitDepthField, OutputFormatParams, any_case, check_output

Genre = Literal["Hip-Hop", "Afrobeats", "Gospel", "Pop", "Rock", "Electronic", "Jazz", "Classical"]
GenreOrAuto = Literal[Genre, "auto"]
Container = Literal["WAV", "FLAC", "MP3", "AIFF", "AAC", "OGG"]
TargetName = Literal[
    "spotify", "apple", "youtube", "tidal", "amazon", "deezer", "ebu_r128", "atsc_a85", "podcast", "club"
]

GENRES: tuple[str, ...] = get_args(Genre)
DEFAULT_TARGET_LUFS = -14.0
# Softer than any broadcast asks for, and louder than music survives.
LOWEST_TARGET_LUFS, HIGHEST_TARGET_LUFS = -36.0, -6.0
# Where each number is from: the services' own pages for artists (normal playback), EBU R 128, ATSC A/85; clubs have no
# standard, this is what records for them are mastered to.
TARGETS_LUFS: dict[TargetName, float] = {
    "spotify": -14.0,
    "apple": -16.0,
    "youtube": -14.0,
    "tidal": -14.0,
    "amazon": -14.0,
    "deezer": -15.0,
    "ebu_r128": -23.0,
    "atsc_a85": -24.0,
    "podcast": -16.0,
    "club": -9.0,
}


class DeliverableParams(OutputFormatParams):
    """What the file is to be."""

    target: Annotated[TargetName | None, any_case(*get_args(TargetName))] = Field(
        None,
        description="Loudness by name: "
        + ", ".join(f"{name} {lufs:g}" for name, lufs in TARGETS_LUFS.items())
        + " LUFS; in place of target_lufs.",
    )
    # Absent is not the same as the default: a name, or a reference, then decides. The schema is a plain number's, for
    # forms and tables that show its bounds.
    target_lufs: Annotated[
        float | None,
        Field(ge=LOWEST_TARGET_LUFS, le=HIGHEST_TARGET_LUFS),
        WithJsonSchema({"type": "number", "minimum": LOWEST_TARGET_LUFS, "maximum": HIGHEST_TARGET_LUFS}),
    ] = Field(
        None,
        description=f"Integrated loudness of the master in LUFS (ITU-R BS.1770); {DEFAULT_TARGET_LUFS:g} unless given.",
    )
    target_format: Annotated[Container, any_case(*get_args(Container))] = Field(
        "WAV", description="Format of the file."
    )
    target_sample_rate: Literal[44100, 48000, 96000, 192000] = Field(44100, description="Its sample rate in Hz.")
    bit_depth: BitDepthField = 24
    ceiling_dbtp: float = Field(-1.0, ge=-12, le=-0.1, description="Highest true peak of the master in dBTP.")

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        if self.target and self.target_lufs is not None and self.target_lufs != TARGETS_LUFS[self.target]:
            raise ValueError(
                f"target {self.target!r} means {TARGETS_LUFS[self.target]:g} LUFS, but target_lufs is "
                f"{self.target_lufs:g}; give one of them"
            )
        return self

    @property
    def wanted_lufs(self) -> float | None:
        """The loudness asked for by number or by name; ``None`` where neither was given."""
        return TARGETS_LUFS[self.target] if self.target else self.target_lufs


DeliverableParamsT = TypeVar("DeliverableParamsT", bound=DeliverableParams)


class MasteringTool(Tool[DeliverableParamsT]):
    """What every tool that makes masters refuses alike."""

    def check(self, params: DeliverableParamsT, entitlements: Entitlements) -> None:
        """Refuse formats and rates that the plan, or the format itself, does not allow.

        Raises:
            ToolError: as `check_output`.
        """
        check_output(params, entitlements)
