"""Separation as a tool: a mix goes in; its stems come out, or one of them and the rest, or a song to sing along."""

from collections.abc import Sequence
from pathlib import Path

from audiostudio.engines.separation.separators import SEPARATORS
from audiostudio.tools.base import Progress, Tool, ToolContext, ToolResult
from audiostudio.tools.entitlements import Entitlements
from audiostudio.tools.output_format import check_output
from audiostudio.tools.separation.params import SeparationParams


class Separation(Tool[SeparationParams]):
    """Stems at the mix's own rate, length and level."""

    name = "separation"
    verb = "separate"
    title = "Stem separation"
    summary = "Takes a song apart into vocals, drums, bass and more, or makes it ready to sing along."
    Params = SeparationParams

    def price_credits(self, params: SeparationParams, file_count: int = 1) -> int:
        """Return the price: each network's own, as often as it has to run."""
        return sum(SEPARATORS[name].credits for name in params.models) * max(1, params.shifts) * file_count

    def check(self, params: SeparationParams, entitlements: Entitlements) -> None:
        """Refuse formats that the plan does not have, and depths that the format cannot hold.

        Raises:
            ToolError: ``format_not_in_tier`` or ``format_bit_depth_unsupported``, with what would be accepted.
        """
        check_output(params, entitlements)

    def run(
        self,
        params: SeparationParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Separate the first input.

        Stems have its sample rate, length and channels (5.1 is mixed down to stereo first); nothing is rescaled.

        Raises:
            AudioError: the mix cannot be decoded, or its rate or channels do not fit the model or the format.
            ToolError: as `check`.
            audiostudio.engines.weights.errors.ModelError: the model's weights, or the packages that its engine needs,
                are not installed, or cannot be used.
        """
        from audiostudio.tools.separation.run import separate

        self.check(params, context.entitlements)
        return separate(params, inputs[0], out_dir, context, progress)


TOOL = Separation()
