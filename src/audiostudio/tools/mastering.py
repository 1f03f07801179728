"""Mastering as a tool: a mix goes in, a file at the loudness, format and rate asked for comes out, with a report."""

import math
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from audiostudio.audio.errors import AudioError
from audiostudio.tools.base import Output, Progress, Tool, ToolContext, ToolError, ToolParams, ToolResult
from audiostudio.tools.tiers import LIMITS, Tier

if TYPE_CHECKING:  # compiled signal processing is only loaded by those who run it
    from audiostudio.audio.codecs import AudioFormat
    from audiostudio.audio.mastering.analysis import Measurement
    from audiostudio.audio.mastering.master import Master

ENGINE = "audiostudio mastering chain 1"

GENRES = ("Hip-Hop", "Afrobeats", "Gospel", "Pop", "Rock", "Electronic", "Jazz", "Classical")
_PROCESSING = {Tier.FREE: "basic", Tier.PRO: "advanced", Tier.ADVANCED: "premium"}
# What a deliverable may miss its target by before the report calls the target limited.
_PROMISED_LU = 0.1
_LONGEST_STEM = 100


def _any_case(*names: str) -> BeforeValidator:
    known = {name.casefold(): name for name in names}
    return BeforeValidator(lambda value: known.get(value.casefold(), value) if isinstance(value, str) else value)


class MasteringParams(ToolParams):
    """What to make of a mix."""

    genre: Annotated[
        Literal["Hip-Hop", "Afrobeats", "Gospel", "Pop", "Rock", "Electronic", "Jazz", "Classical"],
        _any_case(*GENRES),
    ] = Field("Pop", description="Whose character the master gets.")
    target_lufs: float = Field(
        -14.0, ge=-30, le=-6, description="Integrated loudness of the master in LUFS (ITU-R BS.1770)."
    )
    target_format: Annotated[
        Literal["WAV", "FLAC", "MP3", "AIFF", "AAC", "OGG"],
        _any_case("WAV", "FLAC", "MP3", "AIFF", "AAC", "OGG"),
    ] = Field("WAV", description="Format of the file.")
    target_sample_rate: Literal[44100, 48000, 96000, 192000] = Field(44100, description="Its sample rate in Hz.")
    bit_depth: Literal[16, 24, 32] = Field(
        24, description="Bits a sample in WAV, FLAC and AIFF; 32 is floating point, WAV only."
    )
    intensity: float = Field(
        1.0, ge=0, le=1, description="How much of the genre's character to apply; 0 only sets the loudness."
    )
    ceiling_dbtp: float = Field(-1.0, ge=-12, le=-0.1, description="Highest true peak of the master in dBTP.")


class Mastering(Tool[MasteringParams]):
    """Genre mastering to a loudness target, verified on the decoded deliverable."""

    name = "mastering"
    title = "Mastering"
    summary = "Brings a mix to its genre's tone and an exact loudness, in the format and rate you need."
    Params = MasteringParams

    def check(self, params: MasteringParams, tier: Tier) -> None:
        """Refuse formats and rates that the tier, or the format itself, does not allow.

        Raises:
            ToolError: ``format_not_in_tier``, ``sample_rate_not_in_tier``, ``format_rate_unsupported`` or
                ``format_bit_depth_unsupported``, with what would be accepted.
        """
        limits = LIMITS[tier]
        if params.target_format not in limits.formats:
            raise ToolError(
                "format_not_in_tier",
                f"The {tier} tier masters to {', '.join(limits.formats)}, not {params.target_format}.",
                allowed={"target_format": list(limits.formats)},
            )
        if params.target_sample_rate not in limits.sample_rates_hz:
            raise ToolError(
                "sample_rate_not_in_tier",
                f"The {tier} tier masters to {_listed(limits.sample_rates_hz)} Hz, not {params.target_sample_rate}.",
                allowed={"target_sample_rate": list(limits.sample_rates_hz)},
            )
        _check_pair(params, limits.sample_rates_hz)

    def run(
        self,
        params: MasteringParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Master the first input.

        Raises:
            AudioError: the mix cannot be decoded or mastered.
            ToolError: as `check`.
        """
        from audiostudio.audio.mastering.genres import GENRES as CHARACTERS
        from audiostudio.audio.mastering.master import Order, master_file
        from audiostudio.audio.mastering.stages import Processing

        self.check(params, context.tier)
        fmt = _format(params)
        order = Order(
            genre=CHARACTERS[params.genre],
            processing=Processing(_PROCESSING[context.tier]),
            intensity=params.intensity,
            target_lufs=params.target_lufs,
            ceiling_dbtp=params.ceiling_dbtp,
            format=fmt,
            sample_rate_hz=params.target_sample_rate,
        )
        path = out_dir / f"{_stem(context.source_name)} ({params.genre} master){fmt.extension}"
        master = master_file(inputs[0], path, order, progress)
        report = _report(params, order.processing.value, master)
        details = {
            "duration_seconds": round(master.after.seconds, 3),
            "sample_rate_hz": master.after.sample_rate_hz,
            "channels": master.after.channels,
            **report["after"],
        }
        return ToolResult((Output(path, "master", "master", fmt.media_type, details),), report)


def _format(params: MasteringParams) -> "AudioFormat":
    from audiostudio.audio.codecs import AudioFormat

    return AudioFormat(params.target_format, params.bit_depth)


def _check_pair(params: MasteringParams, rates_hz: Sequence[int]) -> None:
    from audiostudio.audio.codecs import AudioFormat, check_format

    def holds(rate_hz: int, bit_depth: Literal[16, 24, 32]) -> AudioError | None:
        try:
            check_format(AudioFormat(params.target_format, bit_depth), rate_hz, channels=2)
        except AudioError as error:
            return error
        return None

    refusal = holds(params.target_sample_rate, params.bit_depth)
    if refusal is None:
        return
    if refusal.code == "format_rate_unsupported":
        allowed = {"target_sample_rate": [rate for rate in rates_hz if not holds(rate, params.bit_depth)]}
        works = f"choose {_listed(allowed['target_sample_rate'])} Hz, or WAV"
        detail = f"{params.target_format} cannot hold {params.target_sample_rate} Hz: {works}."
        raise ToolError(refusal.code, detail, allowed=allowed)
    depths: tuple[Literal[16, 24, 32], ...] = (16, 24, 32)
    allowed = {"bit_depth": [depth for depth in depths if not holds(params.target_sample_rate, depth)]}
    raise ToolError(refusal.code, refusal.detail, allowed=allowed)


def _listed(values: Sequence[int]) -> str:
    return ", ".join(str(value) for value in values)


def _stem(source_name: str) -> str:
    """Return the name without folders, ending or characters that a file system may refuse."""
    name = PurePosixPath(PureWindowsPath(source_name).name).stem
    clean = re.sub(r'[<>:"/\\|?*]', "_", "".join(c for c in name if c.isprintable())).strip(" .")
    return clean.encode()[:_LONGEST_STEM].decode(errors="ignore").strip() or "audio"


def _report(params: MasteringParams, processing: str, master: "Master") -> dict[str, Any]:
    after, plan = master.after, master.plan
    error_lu = after.loudness.integrated_lufs - params.target_lufs
    limited = plan.limited_because or (
        "the encoder moves the loudness by more than can be corrected" if abs(error_lu) > _PROMISED_LU else None
    )
    stages = [{"name": stage.name, **stage.settings} for stage in master.stages]
    if master.before.sample_rate_hz != after.sample_rate_hz:
        stages.append({"name": "resampling", "from_hz": master.before.sample_rate_hz, "to_hz": after.sample_rate_hz})
    stages.append({"name": "loudness", "gain_db": round(plan.gain_db, 2)})
    if plan.clip:
        stages.append(
            {"name": "soft clip", "from_dbfs": round(_db(plan.clip.knee), 2), "to_dbfs": round(_db(plan.clip.top), 2)}
        )
    stages.append(
        {
            "name": "true-peak limiter",
            "ceiling_dbtp": round(plan.ceiling_dbtp, 2),
            "max_gain_reduction_db": round(master.max_gain_reduction_db, 2),
        }
    )
    if params.target_format in ("WAV", "FLAC", "AIFF") and params.bit_depth != 32:
        stages.append({"name": "dither", "bit_depth": params.bit_depth})
    level_db = sum(stage.settings["gain_db"] for stage in master.stages if stage.name == "working level")
    return {
        "engine": ENGINE,
        "genre": params.genre,
        "processing": processing,
        "intensity": params.intensity,
        "target_lufs": params.target_lufs,
        "ceiling_dbtp": params.ceiling_dbtp,
        "before": _figures(master.before),
        "after": _figures(after),
        "gain_applied_db": round(level_db + plan.gain_db, 2),
        "stages": stages,
        "takes": master.takes,
        "target_limited": limited is not None,
        "target_limited_reason": limited,
    }


def _figures(measured: "Measurement") -> dict[str, Any]:
    figures = {
        "integrated_lufs": measured.loudness.integrated_lufs,
        "loudness_range_lu": measured.loudness.range_lu,
        "max_momentary_lufs": measured.loudness.max_momentary_lufs,
        "max_short_term_lufs": measured.loudness.max_short_term_lufs,
        "true_peak_dbtp": measured.true_peak_dbtp,
    }
    if measured.image:
        figures["stereo_correlation"] = measured.image.correlation
    return {name: round(value, 3) if math.isfinite(value) else None for name, value in figures.items()}


def _db(amplitude: float) -> float:
    return 20 * math.log10(amplitude)


TOOL = Mastering()
