"""A tool of the tests that takes several files and references."""

from collections.abc import Sequence
from pathlib import Path

from audiostudio.tools.base import Output, Progress, Tool, ToolContext, ToolParams, ToolResult


class BlendParams(ToolParams):
    pass


class Blend(Tool[BlendParams]):
    """Lists what it was given."""

    name = "blend"
    verb = "blend"
    title = "Blend"
    summary = "Joins files."
    Params = BlendParams
    max_files = 3
    max_references = 2

    def run(
        self,
        params: BlendParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        path = out_dir / "blend.txt"
        path.write_text(" ".join([*(i.read_text() for i in inputs), "|", *(r.read_text() for r in context.references)]))
        return ToolResult((Output(path, "blend", "report", "text/plain"),), {"names": context.source_names})


TOOL = Blend()
