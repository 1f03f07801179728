"""Stem mastering: the stems of one song go in, each gets a little care, their sum comes out mastered."""

from collections.abc import Sequence
from pathlib import Path

from audiostudio.tools.base import Progress, ToolContext, ToolResult
from audiostudio.tools.deliverable import MasteringTool
from audiostudio.tools.stem_mastering.params import StemMasteringParams


class StemMastering(MasteringTool[StemMasteringParams]):
    """A master from stems of equal length and rate, which start together."""

    name = "stem_mastering"
    verb = "stem-mastering"
    title = "Stem mastering"
    summary = "Mixes up to twelve stems of a song, with care for each, and masters their sum."
    Params = StemMasteringParams
    max_files = 12

    def price_credits(self, params: StemMasteringParams, file_count: int = 1) -> int:
        """Return the price of one master, however many stems it is made from."""
        return 1

    def run(
        self,
        params: StemMasteringParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Sum and master all inputs.

        Raises:
            AudioError: a stem cannot be decoded (the detail begins with its name), or the sum cannot be mastered.
            ToolError: ``stems_differ`` where length or rate do, ``parameters_invalid`` where ``roles`` names more or
                fewer stems than there are; as `check`.
        """
        from audiostudio.tools.stem_mastering.run import master_stems

        self.check(params, context.entitlements)
        return master_stems(params, inputs, out_dir, context, progress)


TOOL = StemMastering()
