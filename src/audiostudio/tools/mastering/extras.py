"""What a mastering run may give beside the master: a picture of its report, and a pair of previews to compare."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.mastering.curves import POINTS, THIRDS_HZ, Curves, measure_curves, thinned
from audiostudio.audio.mastering.master import Master
from audiostudio.audio.mastering.preview import make_previews
from audiostudio.audio.plots.master_report import draw_master_report
from audiostudio.tools.base import Output, Progress
from audiostudio.tools.master_report import rounded
from audiostudio.tools.mastering.params import ExtrasParams


def extras(
    params: ExtrasParams, source: Path, made: Path, master: Master, report: dict[str, Any], progress: Progress
) -> tuple[Output, ...]:
    """Make what was asked for beside the master at ``made``, and add what it shows to ``report``.

    Raises:
        AudioError: one of the two files cannot be decoded any more.
    """
    outputs: list[Output] = []
    if params.report:
        progress(1.0, "Drawing the report")
        outputs.append(_picture(source, made, master, report))
    if params.preview:
        progress(1.0, "Cutting previews")
        outputs.extend(_previews(source, made, report))
    return tuple(outputs)


def _picture(source: Path, made: Path, master: Master, report: dict[str, Any]) -> Output:
    before, after = (measure_curves(path, lambda share: None) for path in (source, made))
    report["curves"] = _curves(before, after, master)
    path = made.with_name(f"{made.stem} report.svg")
    path.write_text(draw_master_report(report, made.stem), encoding="utf-8")
    return Output(path, "report_picture", "picture", "image/svg+xml")


def _curves(before: Curves, after: Curves, master: Master) -> dict[str, Any]:
    return {
        "seconds": round(after.seconds, 3),
        "times_s": [round((point + 0.5) * after.seconds / POINTS, 2) for point in range(POINTS)],
        "thirds_hz": [round(float(hz), 1) for hz in THIRDS_HZ],
        "before": _values(before),
        "after": _values(after),
        "gain_reduction_db": _listed(thinned(master.reduction_db)),
    }


def _values(curves: Curves) -> dict[str, Any]:
    return {
        "short_term_lufs": _listed(curves.short_term_lufs),
        "correlation": None if curves.correlation is None else _listed(curves.correlation),
        "thirds_db": _listed(curves.thirds_db),
    }


def _listed(values: NDArray[np.float64]) -> list[float | None]:
    return [rounded(float(value), 2) for value in values]


def _previews(source: Path, made: Path, report: dict[str, Any]) -> Iterator[Output]:
    paths = {name: made.with_name(f"{made.stem} preview of the {name}.mp3") for name in ("original", "master")}
    pair = make_previews(source, made, paths["original"], paths["master"])
    levels = {
        "original": {"integrated_lufs": rounded(pair.original_lufs), "gain_db": rounded(pair.original_gain_db)},
        "master": {"integrated_lufs": rounded(pair.master_lufs), "gain_db": rounded(pair.master_gain_db)},
    }
    report["preview"] = {"start_seconds": pair.start_seconds, "duration_seconds": rounded(pair.seconds), **levels}
    for name, path in paths.items():
        details = {"duration_seconds": rounded(pair.seconds), **levels[name]}
        yield Output(path, f"preview_{name}", "preview", "audio/mpeg", details)
