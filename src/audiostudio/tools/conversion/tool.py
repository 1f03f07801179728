"""Conversion as a tool: the same sound in another format, free of mastering, with proof of what was kept."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audiostudio.tools.base import Output, Progress, Tool, ToolContext, ToolError, ToolResult
from audiostudio.tools.conversion.params import _PEAK_LIMIT_DBTP, Container, ConversionParams
from audiostudio.tools.deliverable import check_file, check_rate, file_stem
from audiostudio.tools.master_report import rounded
from audiostudio.tools.tiers import LIMITS, Tier

if TYPE_CHECKING:
    from audiostudio.audio.codecs.conversion import Conversion as Converted

ENGINE = "audiostudio conversion 1"


class Conversion(Tool[ConversionParams]):
    """Conversion between file formats, verified on the decoded result."""

    name = "conversion"
    verb = "convert"
    title = "Conversion"
    summary = "Turns a sound into another format with its tags and cover, changing nothing that need not change."
    Params = ConversionParams

    def check(self, params: ConversionParams, tier: Tier) -> None:
        """Refuse formats and rates that the tier, or the format itself, does not allow.

        Raises:
            ToolError: as `check_file`.
        """
        check_file(params.target_format, params.target_sample_rate, params.bit_depth, tier)

    def run(
        self,
        params: ConversionParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Convert the first input.

        Raises:
            AudioError: the sound cannot be decoded, or has too many channels for the format.
            ToolError: as `check`, also for a rate that is kept.
        """
        from audiostudio.audio.codecs import AudioFormat, open_audio
        from audiostudio.audio.codecs.conversion import ConversionSpec, convert_file

        self.check(params, context.tier)
        if params.target_sample_rate is None and params.target_format != "OPUS":
            with open_audio(inputs[0]) as reader:
                _check_kept_rate(params.target_format, reader.sample_rate_hz, context.tier)
        fmt = AudioFormat(params.target_format, params.bit_depth or 24, params.bitrate_kbps)
        spec = ConversionSpec(
            format=fmt,
            sample_rate_hz=params.target_sample_rate,
            keep_depth=params.bit_depth is None and not fmt.is_lossy,
            peak_limit_dbtp=_PEAK_LIMIT_DBTP if params.peak_protection else None,
        )
        path = out_dir / f"{file_stem(context.source_name)}{fmt.extension}"
        made = convert_file(inputs[0], path, spec, progress)
        report = _report(made)
        details = {
            "duration_seconds": round(made.frames / made.sample_rate_hz, 3),
            **{name: report[name] for name in ("sample_rate_hz", "channels", "true_peak_dbtp")},
        }
        return ToolResult((Output(path, "converted", "music", fmt.media_type, details),), report)


def _check_kept_rate(container: Container, sample_rate_hz: int, tier: Tier) -> None:
    rates_hz = LIMITS[tier].sample_rates_hz
    if sample_rate_hz > max(rates_hz):
        raise ToolError(
            "sample_rate_not_in_tier",
            f"The file has {sample_rate_hz} Hz, which the {tier} tier does not make: choose a target_sample_rate.",
            allowed={"target_sample_rate": list(rates_hz)},
        )
    check_rate(container, sample_rate_hz, tier)


def _report(made: "Converted") -> dict[str, Any]:
    source, fmt = made.source, made.format
    return {
        "engine": ENGINE,
        "source": {
            "container": source.container,
            "codec": source.codec,
            "sample_rate_hz": source.sample_rate_hz,
            "true_peak_dbtp": rounded(source.true_peak_dbtp),
        },
        "format": fmt.container,
        "sample_rate_hz": made.sample_rate_hz,
        "bit_depth": None if fmt.is_lossy else fmt.bit_depth,
        "bitrate_kbps": fmt.effective_bitrate_kbps,
        "channels": source.channels,
        "frames_in": source.frames,
        "frames_out": made.frames,
        "frames_expected": made.expected_frames,
        "length_exact": made.frames == made.expected_frames,
        "bit_exact": made.null_depth_db is not None and made.null_depth_db == -math.inf,
        "null_depth_db": None if made.null_depth_db is None else rounded(made.null_depth_db),
        "resampled": made.sample_rate_hz != source.sample_rate_hz,
        "dithered": made.dithered,
        "gain_db": round(made.gain_db, 2),
        "clipped_samples": made.clipped_samples,
        "true_peak_dbtp": rounded(made.true_peak_dbtp),
        "tags_kept": list(made.tags_kept),
        "tags_lost": list(made.tags_lost),
        "cover_kept": made.cover_kept,
    }


TOOL = Conversion()
