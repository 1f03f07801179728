"""What every tool that makes masters lets its users ask of a file: loudness, format, rate; and what each tier gets."""

import re
from collections.abc import Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Annotated, Literal, Self, TypeVar, get_args

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from audiostudio.audio.errors import AudioError
from audiostudio.tools.base import Tool, ToolError, ToolParams
from audiostudio.tools.tiers import LIMITS, Tier

if TYPE_CHECKING:  # codecs are only loaded by those who run the tool
    from audiostudio.audio.codecs import AudioFormat
    from audiostudio.audio.codecs.formats import BitDepth, ContainerName

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
_COMMON_RATE_HZ = 48_000  # every format holds it
_LONGEST_STEM = 100


def any_case(*names: str) -> BeforeValidator:
    """Return a validator that takes ``names`` however they are capitalised."""
    known = {name.casefold(): name for name in names}
    return BeforeValidator(lambda value: known.get(value.casefold(), value) if isinstance(value, str) else value)


class DeliverableParams(ToolParams):
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
    bit_depth: Literal[16, 24, 32] = Field(
        24, description="Bits a sample in WAV, FLAC and AIFF; 32 is floating point, WAV only."
    )
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

    @property
    def format(self) -> "AudioFormat":
        """The format as the codecs take it."""
        from audiostudio.audio.codecs import AudioFormat

        return AudioFormat(self.target_format, self.bit_depth)


def check_deliverable(params: DeliverableParams, tier: Tier) -> None:
    """Refuse formats and rates that the tier, or the format itself, does not allow.

    Raises:
        ToolError: as `check_file`.
    """
    check_file(params.target_format, params.target_sample_rate, params.bit_depth, tier)


def check_file(
    container: "ContainerName", sample_rate_hz: int | None, bit_depth: "BitDepth | None", tier: Tier
) -> None:
    """Refuse a file that the tier does not offer or the format does not allow; ``None`` is not judged.

    Raises:
        ToolError: ``format_not_in_tier``, ``sample_rate_not_in_tier``, ``format_rate_unsupported`` or
            ``format_bit_depth_unsupported``, with what would be accepted.
    """
    limits = LIMITS[tier]
    # Opus is an Ogg format too; the published table has one word for both.
    if ("OGG" if container == "OPUS" else container) not in limits.formats:
        raise ToolError(
            "format_not_in_tier",
            f"The {tier} tier makes {', '.join(limits.formats)}, not {container}.",
            allowed={"target_format": list(limits.formats)},
        )
    if sample_rate_hz is not None:
        if sample_rate_hz not in limits.sample_rates_hz:
            raise ToolError(
                "sample_rate_not_in_tier",
                f"The {tier} tier makes files of {_listed(limits.sample_rates_hz)} Hz, not {sample_rate_hz}.",
                allowed={"target_sample_rate": list(limits.sample_rates_hz)},
            )
        check_rate(container, sample_rate_hz, tier)
    if bit_depth is not None:
        refusal = _refusal(container, _COMMON_RATE_HZ, bit_depth)
        if refusal:
            depths: tuple[BitDepth, ...] = (16, 24, 32)
            allowed = [depth for depth in depths if not _refusal(container, _COMMON_RATE_HZ, depth)]
            raise ToolError(refusal.code, refusal.detail, allowed={"bit_depth": allowed})


def check_rate(container: "ContainerName", sample_rate_hz: int, tier: Tier) -> None:
    """Refuse a rate that the format cannot hold.

    Raises:
        ToolError: ``format_rate_unsupported``, with the tier's rates that it can.
    """
    if _refusal(container, sample_rate_hz, 16) is None:
        return
    works = [rate_hz for rate_hz in LIMITS[tier].sample_rates_hz if not _refusal(container, rate_hz, 16)]
    raise ToolError(
        "format_rate_unsupported",
        f"{container} cannot hold {sample_rate_hz} Hz: choose {_listed(works)} Hz, or WAV.",
        allowed={"target_sample_rate": works},
    )


def _refusal(container: "ContainerName", sample_rate_hz: int, bit_depth: "BitDepth") -> AudioError | None:
    from audiostudio.audio.codecs import AudioFormat, check_format

    try:
        check_format(AudioFormat(container, bit_depth), sample_rate_hz, channels=2)
    except AudioError as error:
        return error
    return None


def _listed(values: Sequence[int]) -> str:
    return ", ".join(str(value) for value in values)


def file_stem(source_name: str) -> str:
    """Return the name without folders, ending or characters that a file system may refuse."""
    name = PurePosixPath(PureWindowsPath(source_name).name).stem
    clean = re.sub(r'[<>:"/\\|?*]', "_", "".join(c for c in name if c.isprintable())).strip(" .")
    return clean.encode()[:_LONGEST_STEM].decode(errors="ignore").strip() or "audio"


DeliverableParamsT = TypeVar("DeliverableParamsT", bound=DeliverableParams)


class MasteringTool(Tool[DeliverableParamsT]):
    """What every tool that makes masters refuses alike."""

    def check(self, params: DeliverableParamsT, tier: Tier) -> None:
        """Refuse formats and rates that the tier, or the format itself, does not allow.

        Raises:
            ToolError: as `check_deliverable`.
        """
        check_deliverable(params, tier)
