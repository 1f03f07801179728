"""The formats in which tools write sound: how one is asked for, and what plan and format allow."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, get_args

from pydantic import BeforeValidator, Field

from audiostudio.audio.errors import AudioError
from audiostudio.tools.base import ToolError, ToolParams
from audiostudio.tools.entitlements import Entitlements

if TYPE_CHECKING:  # codecs are only loaded by those who run a tool
    from audiostudio.audio.codecs import AudioFormat
    from audiostudio.audio.codecs.formats import BitDepth, ContainerName

BitDepthField = Annotated[
    Literal[16, 24, 32],
    Field(description="Bits a sample in WAV, FLAC and AIFF; 32 is floating point, WAV only."),
]

_COMMON_RATE_HZ = 48_000  # every format holds it


def any_case(*names: str) -> BeforeValidator:
    """Return a validator that takes ``names`` however they are capitalised."""
    known = {name.casefold(): name for name in names}
    return BeforeValidator(lambda value: known.get(value.casefold(), value) if isinstance(value, str) else value)


class OutputFormatParams(ToolParams):
    """Parameters of a tool whose user chooses the format of its files.

    A subclass declares, in this order, a format by the name of ``format_field``, ``target_sample_rate`` where it makes
    files of a rate that is chosen, and ``bit_depth`` where that is chosen; ``None`` leaves either to the tool.
    """

    format_field: ClassVar[str] = "target_format"

    @property
    def container(self) -> "ContainerName":
        """The format that is asked for."""
        asked: ContainerName = getattr(self, self.format_field)
        return asked

    @property
    def audio_format(self) -> "AudioFormat":
        """The format as the codecs take it."""
        from audiostudio.audio.codecs import AudioFormat

        return AudioFormat(self.container, getattr(self, "bit_depth", None) or 24)


def check_output(params: OutputFormatParams, entitlements: Entitlements) -> None:
    """Refuse a file that the plan does not offer or that the format does not allow.

    Raises:
        ToolError: as `check_container` and `check_rate`; ``sample_rate_not_in_tier`` or
            ``format_bit_depth_unsupported``, with what would be accepted.
    """
    check_container(params, entitlements)
    rate_hz: int | None = getattr(params, "target_sample_rate", None)
    if rate_hz is not None:
        if rate_hz not in entitlements.sample_rates_hz:
            raise ToolError(
                "sample_rate_not_in_tier",
                f"The {entitlements.tier} tier makes files of {_listed(entitlements.sample_rates_hz)} Hz, "
                f"not {rate_hz}.",
                allowed={"target_sample_rate": list(entitlements.sample_rates_hz)},
            )
        check_rate(params.container, rate_hz, entitlements)
    depth: BitDepth | None = getattr(params, "bit_depth", None)
    if depth is not None and (refusal := _refusal(params.container, _COMMON_RATE_HZ, depth)):
        depths: tuple[BitDepth, ...] = (16, 24, 32)
        allowed = [each for each in depths if not _refusal(params.container, _COMMON_RATE_HZ, each)]
        raise ToolError(refusal.code, refusal.detail, allowed={"bit_depth": allowed})


def check_container(params: OutputFormatParams, entitlements: Entitlements) -> None:
    """Refuse a format that the plan does not offer.

    Raises:
        ToolError: ``format_not_in_tier``, with those that the tool makes for this plan.
    """
    # Opus is an Ogg format too; the published table has one word for both.
    if ("OGG" if params.container == "OPUS" else params.container) in entitlements.formats:
        return
    made = get_args(type(params).model_fields[params.format_field].annotation)
    allowed = [name for name in entitlements.formats if name in made]
    raise ToolError(
        "format_not_in_tier",
        f"The {entitlements.tier} tier makes {', '.join(allowed)}, not {params.container}.",
        allowed={params.format_field: allowed},
    )


def check_rate(container: "ContainerName", sample_rate_hz: int, entitlements: Entitlements) -> None:
    """Refuse a rate that the format cannot hold.

    Raises:
        ToolError: ``format_rate_unsupported``, with the plan's rates that it can.
    """
    if _refusal(container, sample_rate_hz, 16) is None:
        return
    works = [rate_hz for rate_hz in entitlements.sample_rates_hz if not _refusal(container, rate_hz, 16)]
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
