"""Converts one file: settles its format, rate and depth, then has it converted and proven."""

from pathlib import Path

from audiostudio.audio.codecs import open_audio
from audiostudio.audio.codecs.conversion import ConversionSpec, convert_file
from audiostudio.tools.base import Output, Progress, ToolContext, ToolError, ToolResult
from audiostudio.tools.conversion.params import PEAK_LIMIT_DBTP, ConversionParams
from audiostudio.tools.conversion.report import conversion_report
from audiostudio.tools.entitlements import Entitlements
from audiostudio.tools.file_names import file_stem
from audiostudio.tools.output_format import check_rate


def convert(
    params: ConversionParams, source: Path, out_dir: Path, context: ToolContext, progress: Progress
) -> ToolResult:
    """Do what `audiostudio.tools.conversion.tool.Conversion.run` promises."""
    if params.target_sample_rate is None and params.target_format != "OPUS":
        with open_audio(source) as reader:
            _check_kept_rate(params, reader.sample_rate_hz, context.entitlements)
    fmt = params.audio_format
    spec = ConversionSpec(
        format=fmt,
        sample_rate_hz=params.target_sample_rate,
        keep_depth=params.bit_depth is None and not fmt.is_lossy,
        peak_limit_dbtp=PEAK_LIMIT_DBTP if params.peak_protection else None,
    )
    path = out_dir / f"{file_stem(context.source_name)}{fmt.extension}"
    made = convert_file(source, path, spec, progress)
    report = conversion_report(made)
    details = {
        "duration_seconds": round(made.frames / made.sample_rate_hz, 3),
        **{name: report[name] for name in ("sample_rate_hz", "channels", "true_peak_dbtp")},
    }
    return ToolResult((Output(path, "converted", "music", fmt.media_type, details),), report)


def _check_kept_rate(params: ConversionParams, sample_rate_hz: int, entitlements: Entitlements) -> None:
    rates_hz = entitlements.sample_rates_hz
    if sample_rate_hz > max(rates_hz):
        raise ToolError(
            "sample_rate_not_in_tier",
            f"The file has {sample_rate_hz} Hz, which the {entitlements.tier} tier does not make: "
            "choose a target_sample_rate.",
            allowed={"target_sample_rate": list(rates_hz)},
        )
    check_rate(params.container, sample_rate_hz, entitlements)
