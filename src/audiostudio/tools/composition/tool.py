"""Composition as a tool: words or a plan go in; music comes out, with its stems, notes and a licence."""

from collections.abc import Sequence
from pathlib import Path

from audiostudio.tools.base import Progress, ToolContext, ToolResult
from audiostudio.tools.composition.params import CompositionParams
from audiostudio.tools.deliverable import MasteringTool
from audiostudio.tools.entitlements import Entitlements

_SECONDS_PER_CREDIT = 60.0


class Composition(MasteringTool[CompositionParams]):
    """One mastered piece, exact in tempo, key and length."""

    name = "composition"
    verb = "compose"
    title = "Music"
    summary = "Composes music from words: 33 genres, exact in tempo, key and length, with stems and notes."
    Params = CompositionParams
    max_files = 0
    max_references = 1  # a voice under which the music is to lie

    def price_credits(self, params: CompositionParams, file_count: int = 0) -> int:
        """Return one credit for every minute begun."""
        from audiostudio.tools.composition.planned import planned_piece

        return max(1, -int(-planned_piece(params).plan.duration_s // _SECONDS_PER_CREDIT))

    def starting_price_credits(self) -> int:
        """Return what a short piece costs."""
        return 1

    def check(self, params: CompositionParams, entitlements: Entitlements) -> None:
        """Refuse words that say nothing, wishes that cannot be, plans with faults, and formats outside the plan.

        Raises:
            ToolError: as `MasteringTool.check`.
            CodedError: ``plan_invalid`` with each fault by its path, ``prompt_not_understood`` and the like.
        """
        from audiostudio.tools.composition.planned import planned_piece

        super().check(params, entitlements)
        planned_piece(params)

    def warm_up(self) -> None:
        """Compile what plays and mixes."""
        from audiostudio.tools.composition.warming import play_everything_once

        play_everything_once()

    def run(
        self,
        params: CompositionParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Compose.

        Raises:
            CodedError: as `check`.
            audiostudio.engines.weights.errors.ModelMissing: the sounds of instruments are not installed.
        """
        from audiostudio.tools.composition.run import compose

        self.check(params, context.entitlements)
        return compose(params, out_dir, context, progress)


TOOL = Composition()
