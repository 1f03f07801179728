"""Conversion as a tool: the same sound in another format, free of mastering, with proof of what was kept."""

from collections.abc import Sequence
from pathlib import Path

from audiostudio.tools.base import Progress, Tool, ToolContext, ToolResult
from audiostudio.tools.conversion.params import ConversionParams
from audiostudio.tools.entitlements import Entitlements
from audiostudio.tools.output_format import check_output


class Conversion(Tool[ConversionParams]):
    """Conversion between file formats, verified on the decoded result."""

    name = "conversion"
    verb = "convert"
    title = "Conversion"
    summary = "Turns a sound into another format with its tags and cover, changing nothing that need not change."
    Params = ConversionParams

    def check(self, params: ConversionParams, entitlements: Entitlements) -> None:
        """Refuse formats and rates that the plan, or the format itself, does not allow.

        Raises:
            ToolError: as `check_output`.
        """
        check_output(params, entitlements)

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
        from audiostudio.tools.conversion.run import convert

        self.check(params, context.entitlements)
        return convert(params, inputs[0], out_dir, context, progress)


TOOL = Conversion()
