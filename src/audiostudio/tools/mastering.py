"""Mastering as a tool: a mix goes in, a file at the loudness, format and rate asked for comes out, with a report."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import Field

from audiostudio.tools.base import Progress, Tool, ToolContext, ToolResult
from audiostudio.tools.deliverable import (
    DEFAULT_TARGET_LUFS,
    GENRES,
    DeliverableParams,
    Genre,
    any_case,
    check_deliverable,
    file_stem,
)
from audiostudio.tools.mastering_report import ENGINE, PROCESSING, master_output, master_report
from audiostudio.tools.tiers import Tier


class MasteringParams(DeliverableParams):
    """What to make of a mix."""

    genre: Annotated[Genre, any_case(*GENRES)] = Field("Pop", description="Whose character the master gets.")
    intensity: float = Field(
        1.0, ge=0, le=1, description="How much of the genre's character to apply; 0 only sets the loudness."
    )


class Mastering(Tool[MasteringParams]):
    """Genre mastering to a loudness target, verified on the decoded deliverable."""

    name = "mastering"
    title = "Mastering"
    summary = "Brings a mix to its genre's tone and an exact loudness, in the format and rate you need."
    Params = MasteringParams

    def check(self, params: MasteringParams, tier: Tier) -> None:
        """Refuse formats and rates that the tier, or the format itself, does not allow.

        Raises:
            ToolError: as `check_deliverable`.
        """
        check_deliverable(params, tier)

    def run(
        self,
        params: MasteringParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Master the first input.

        Raises:
            AudioError: the mix cannot be decoded or mastered.
            ToolError: as `check`.
        """
        from audiostudio.audio.mastering.genres import GENRES as CHARACTERS
        from audiostudio.audio.mastering.master import Order, master_file
        from audiostudio.audio.mastering.stages import Processing, tonal_stages

        self.check(params, context.tier)
        genre, processing = CHARACTERS[params.genre], Processing(PROCESSING[context.tier])
        target_lufs = DEFAULT_TARGET_LUFS if params.wanted_lufs is None else params.wanted_lufs
        order = Order(
            genre=genre,
            shaping=partial(tonal_stages, genre, processing, params.intensity),
            target_lufs=target_lufs,
            ceiling_dbtp=params.ceiling_dbtp,
            format=params.format,
            sample_rate_hz=params.target_sample_rate,
        )
        path = out_dir / f"{file_stem(context.source_name)} ({params.genre} master){order.format.extension}"
        master = master_file(inputs[0], path, order, progress)
        report = {
            "engine": ENGINE,
            "genre": params.genre,
            "processing": processing.value,
            "intensity": params.intensity,
            **master_report(params, target_lufs, master),
        }
        return ToolResult((master_output(path, "master", params, master),), report)


TOOL = Mastering()
