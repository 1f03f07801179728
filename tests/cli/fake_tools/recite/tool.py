"""A tool of the tests that works on no file, but on a text."""

from collections.abc import Sequence
from pathlib import Path

from pydantic import Field

from audiostudio.tools.base import Output, Progress, Tool, ToolContext, ToolParams, ToolResult


class ReciteParams(ToolParams):
    text: str = Field(min_length=1, description="What to say.")
    times: int = Field(1, ge=1, le=9, description="How often.")


class Recite(Tool[ReciteParams]):
    """Says a text."""

    name = "recite"
    verb = "recite"
    title = "Recital"
    summary = "Says a text by heart."
    Params = ReciteParams
    max_files = 0

    def run(
        self,
        params: ReciteParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        assert not inputs
        path = out_dir / "said.txt"
        path.write_text(" ".join([params.text] * params.times))
        return ToolResult((Output(path, "said", "report", "text/plain"),), {})


TOOL = Recite()
