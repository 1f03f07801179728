"""What the tools that make masters report: figures before and after, every stage, and what was not reached."""

import math
from typing import TYPE_CHECKING, Any

from audiostudio.tools.base import Output
from audiostudio.tools.deliverable import DeliverableParams

if TYPE_CHECKING:
    from pathlib import Path

    from audiostudio.audio.mastering.master import Master
    from audiostudio.audio.meters.programme import Measurement

ENGINE = "audiostudio mastering chain 1"
# What a deliverable may miss its target by before the report calls the target limited.
_PROMISED_LU = 0.1


def master_report(params: DeliverableParams, target_lufs: float, master: "Master") -> dict[str, Any]:
    """Return what was done to one file and what came of it."""
    after, plan = master.after, master.plan
    error_lu = after.loudness.integrated_lufs - target_lufs
    limited = plan.limited_because or (
        "the encoder moves the loudness by more than can be corrected" if abs(error_lu) > _PROMISED_LU else None
    )
    level_db = sum(stage.settings["gain_db"] for stage in master.stages if stage.name == "working level")
    return {
        "target": params.target,
        "target_lufs": round(target_lufs, 3),
        "ceiling_dbtp": params.ceiling_dbtp,
        "before": figures(master.before),
        "after": figures(after),
        "gain_applied_db": round(level_db + plan.gain_db, 2),
        "stages": _stages(params, master),
        "passes": master.passes,
        "target_limited": limited is not None,
        "target_limited_reason": limited,
    }


def master_output(path: "Path", role: str, params: DeliverableParams, master: "Master") -> Output:
    """Return a finished master as a tool's output."""
    details = {
        "duration_seconds": round(master.after.seconds, 3),
        "sample_rate_hz": master.after.sample_rate_hz,
        "channels": master.after.channels,
        **figures(master.after),
    }
    return Output(path, role, "master", params.audio_format.media_type, details)


def _stages(params: DeliverableParams, master: "Master") -> list[dict[str, Any]]:
    after, plan = master.after, master.plan
    stages: list[dict[str, Any]] = [{"name": stage.name, **stage.settings} for stage in master.stages]
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
    return stages


def figures(measured: "Measurement") -> dict[str, Any]:
    """Return what the meters read, ``None`` where there is nothing to read."""
    read = {
        "integrated_lufs": measured.loudness.integrated_lufs,
        "loudness_range_lu": measured.loudness.range_lu,
        "max_momentary_lufs": measured.loudness.max_momentary_lufs,
        "max_short_term_lufs": measured.loudness.max_short_term_lufs,
        "true_peak_dbtp": measured.true_peak_dbtp,
    }
    if measured.image:
        read["stereo_correlation"] = measured.image.correlation
    return {name: rounded(value) for name, value in read.items()}


def rounded(value: float, digits: int = 3) -> float | None:
    """Return ``value`` with so many decimals; ``None`` where it is not finite, which JSON cannot hold."""
    return round(value, digits) if math.isfinite(value) else None


def _db(amplitude: float) -> float:
    return 20 * math.log10(amplitude)
