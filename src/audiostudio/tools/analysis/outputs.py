"""The files that the analysis tool writes: JSON, tables, labels and a picture."""

import csv
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.plots.analysis_report import draw_analysis
from audiostudio.tools.base import Output

_OUTLINE_POINTS = 1_000


def write_outputs(
    analysis: dict[str, Any], outline: NDArray[np.float32], stem: str, out_dir: Path, *, picture: bool, tables: bool
) -> tuple[Output, ...]:
    """Write the files; those of what was not found are left out. ``outline`` is as `Measurements` has it."""
    facts = {"duration_s": analysis["duration_s"]}
    outputs = [Output(out_dir / f"{stem}.analysis.json", "analysis", "report", "application/json", facts)]
    outputs[0].path.write_text(json.dumps(analysis, ensure_ascii=False, allow_nan=False), encoding="utf-8")
    if picture:
        path = out_dir / f"{stem}.analysis.svg"
        path.write_text(draw_analysis(analysis, _thinned(outline), stem), encoding="utf-8")
        outputs.append(Output(path, "picture", "picture", "image/svg+xml"))
    if tables and analysis["beats"]:
        path = out_dir / f"{stem}.beats.csv"
        _write_table(path, ("time_s", "bar", "beat"), analysis["beats"])
        outputs.append(Output(path, "beats", "report", "text/csv", {"beats": len(analysis["beats"])}))
    if tables and analysis["chords"]:
        path = out_dir / f"{stem}.chords.csv"
        _write_table(path, ("start_s", "end_s", "label", "pretty", "confidence"), analysis["chords"])
        outputs.append(Output(path, "chords", "report", "text/csv", {"chords": len(analysis["chords"])}))
    if tables and (analysis["chords"] or analysis["sections"]):
        path = out_dir / f"{stem}.labels.txt"
        path.write_text(_labels(analysis), encoding="utf-8")
        outputs.append(Output(path, "labels", "report", "text/plain"))
    return tuple(outputs)


def _labels(analysis: dict[str, Any]) -> str:
    """Return a label track as Audacity imports it: start, end and name, with tabs between."""
    marks = [(section["start_s"], section["end_s"], f"[{section['label']}]") for section in analysis["sections"] or []]
    marks += [(chord["start_s"], chord["end_s"], chord["pretty"]) for chord in analysis["chords"] or []]
    return "".join(f"{start:.3f}\t{end:.3f}\t{name}\n" for start, end, name in sorted(marks))


def _write_table(path: Path, columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, columns, extrasaction="ignore")
        table.writeheader()
        table.writerows(rows)


def _thinned(outline: NDArray[np.float32]) -> list[float]:
    points = min(_OUTLINE_POINTS, len(outline))
    if not points:
        return []
    return [round(float(peak), 4) for peak in np.maximum.reduceat(outline, np.arange(points) * len(outline) // points)]
