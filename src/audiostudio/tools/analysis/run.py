"""Analyses one recording: measures it, finds what music there is, and writes that down."""

from pathlib import Path

from audiostudio.tools.analysis.measuring import measure
from audiostudio.tools.analysis.outputs import write_outputs
from audiostudio.tools.analysis.params import AnalysisParams
from audiostudio.tools.analysis.report import analyse, summarise
from audiostudio.tools.base import Progress, ToolContext, ToolResult
from audiostudio.tools.file_names import file_stem

ENGINE = "audiostudio music analysis 1"


def analyse_recording(
    params: AnalysisParams, source: Path, out_dir: Path, context: ToolContext, progress: Progress
) -> ToolResult:
    """Do what `audiostudio.tools.analysis.tool.Analysis.run` promises."""
    measured = measure(source, context.threads, progress)
    analysis = analyse(measured, progress)
    progress(0.97, "writing")
    stem = file_stem(context.source_name)
    outputs = write_outputs(analysis, measured.outline, stem, out_dir, picture=params.picture, tables=params.tables)
    progress(1.0, "done")
    return ToolResult(outputs=outputs, report={"engine": ENGINE, **summarise(analysis)})
