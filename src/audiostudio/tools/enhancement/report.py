"""The report of an enhancement: loudness before and after, every stage, and a picture of the spectra."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from audiostudio.audio.mastering.master import Master
from audiostudio.audio.plots.enhancement_report import draw_enhancement_report
from audiostudio.audio.plots.spectrogram import compute_spectrogram
from audiostudio.audio.restoration.findings import Findings
from audiostudio.tools.base import Output
from audiostudio.tools.enhancement.params import EnhancementParams
from audiostudio.tools.enhancement.passes import Enhanced
from audiostudio.tools.master_report import figures

ENGINE = "audiostudio enhancement 1"


def enhancement_report(
    params: EnhancementParams, findings: Findings, enhanced: Enhanced, master: Master, target_lufs: float
) -> dict[str, Any]:
    """Return what was found, what was done about it and what came of it."""
    measured = findings.measured
    limited = master.plan.limited_because
    return {
        "engine": ENGINE,
        "target_lufs": round(target_lufs, 3),
        "ceiling_dbtp": params.ceiling_dbtp,
        "before": figures(measured),
        "after": figures(master.after),
        "duration_before_s": round(measured.seconds, 3),
        "duration_after_s": round(master.after.seconds, 3),
        "mixed_down_from_channels": findings.source_channels if findings.source_channels > 2 else None,
        "same_channels": findings.is_dual_mono,
        "polarity_corrected": findings.is_inverted,
        "stages": [
            *enhanced.stages,
            {
                "name": "loudness",
                "applied": True,
                "gain_db": round(master.plan.gain_db, 2),
                "max_gain_reduction_db": round(master.max_gain_reduction_db, 2),
            },
        ],
        "target_limited": limited is not None,
        "target_limited_reason": limited,
    }


def draw_report(source: Path, made: Path, report: dict[str, Any], stem: str, drawn: Callable[[float], None]) -> Output:
    """Draw the spectrum over time before and after, and what was done."""
    before, after = compute_spectrogram(source, drawn), compute_spectrogram(made, drawn)
    path = made.with_name(f"{stem} report.svg")
    path.write_text(draw_enhancement_report(report, before, after, stem), encoding="utf-8")
    return Output(path, "report_picture", "picture", "image/svg+xml")
