"""The tool that has a network make music, whoever runs it: what it understands is made, the rest refused before."""

from abc import abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, TypeVar

from audiostudio.engines.music_generation.generator import GeneratorRow, MusicGenerator
from audiostudio.engines.music_generation.request import settle
from audiostudio.tools.base import Progress, Tool, ToolContext, ToolError, ToolResult
from audiostudio.tools.entitlements import Entitlements
from audiostudio.tools.generated_music.params import GeneratedFileParams
from audiostudio.tools.output_format import check_output

P = TypeVar("P", bound=GeneratedFileParams)


class GeneratingTool(Tool[P]):
    """One file by a network, measured against what was asked.

    Attributes:
        seconds_per_credit: how much sound a credit buys.
    """

    seconds_per_credit: ClassVar[float]
    max_files = 0
    max_references = 1  # a sound that is repainted, extended or covered

    @abstractmethod
    def row(self, params: P) -> GeneratorRow:
        """Return what is known of the network that is asked."""

    @abstractmethod
    def generator(self, params: P, context: ToolContext) -> MusicGenerator:
        """Return the network."""

    def price_credits(self, params: P, file_count: int = 0) -> int:
        """Return one credit for every so many seconds begun."""
        duration_s = params.duration_s or float(self.row(params).options["duration_s"].default or 0)
        return max(1, -int(-duration_s // self.seconds_per_credit))

    def starting_price_credits(self) -> int:
        """Return what a short sound costs."""
        return 1

    def check(self, params: P, entitlements: Entitlements) -> None:
        """Refuse what the network does not understand, and formats outside the plan.

        Raises:
            ToolError: as `check_output`.
            audiostudio.engines.music_generation.options.MusicRefusal: ``option_unsupported`` and the like.
        """
        check_output(params, entitlements)
        row = self.row(params)
        settle(params.request, row.title, row.options, row.rate_hz)

    def run(
        self, params: P, inputs: Sequence[Path], out_dir: Path, context: ToolContext, progress: Progress
    ) -> ToolResult:
        """Make it.

        Raises:
            ToolError: as `check`; ``reference_needed`` where there is nothing to change.
            audiostudio.audio.errors.CodedError: what `generator` and the network raise.
        """
        from audiostudio.tools.generated_music.run import generate

        if bool(params.change) != bool(context.references):
            raise ToolError(
                "reference_needed",
                "Name a change (repaint, extend or cover) and give the sound to change, or neither.",
            )
        self.check(params, context.entitlements)
        return generate(params, self.generator(params, context), out_dir, context, progress)
