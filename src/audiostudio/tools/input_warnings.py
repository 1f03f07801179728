"""Says in a tool's report what was odd about the files it was given, on every way that leads to a tool."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from audiostudio.audio.codecs.remarks import RemarkCollector
from audiostudio.tools.base import ToolContext, ToolResult


def with_input_warnings(
    result: ToolResult, collector: RemarkCollector, inputs: Sequence[Path], context: ToolContext
) -> ToolResult:
    """Return ``result`` with what was collected about its inputs and references as ``input_warnings`` of its report."""
    names = dict(zip(inputs, context.source_names, strict=False))
    warnings = [
        {"file": names.get(path, path.name), **asdict(remark)}
        for path, remark in collector.about((*inputs, *context.references))
    ]
    return replace(result, report={**result.report, "input_warnings": warnings})
