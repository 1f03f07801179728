"""Mastering as a tool: a mix goes in, a file at the loudness, format and rate asked for comes out, with a report."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from audiostudio.tools.base import Progress, Tool, ToolContext, ToolResult
from audiostudio.tools.deliverable import (
    DEFAULT_TARGET_LUFS,
    GENRES,
    DeliverableParams,
    GenreOrAuto,
    any_case,
    check_deliverable,
    file_stem,
)
from audiostudio.tools.mastering_report import ENGINE, PROCESSING, master_output, master_report
from audiostudio.tools.tiers import Tier

if TYPE_CHECKING:  # compiled signal processing is only loaded by those who run it
    from audiostudio.audio.mastering import genres
    from audiostudio.audio.mastering.analysis import Measurement
    from audiostudio.audio.mastering.master import Shaping
    from audiostudio.audio.mastering.stages import Processing

# Of a run that needs a portrait before it can begin, this share of the time goes into it.
_LISTENING_SHARE = 0.15


class MasteringParams(DeliverableParams):
    """What to make of a mix."""

    genre: Annotated[GenreOrAuto, any_case(*GENRES, "auto")] = Field(
        "Pop", description="Whose character the master gets; auto listens, chooses and says why."
    )
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
        from audiostudio.audio.mastering.master import Order, master_file
        from audiostudio.audio.mastering.stages import Processing

        self.check(params, context.tier)
        processing = Processing(PROCESSING[context.tier])
        brief = _brief(params, processing, inputs[0], progress)
        target_lufs = DEFAULT_TARGET_LUFS if params.wanted_lufs is None else params.wanted_lufs
        order = Order(
            genre=brief.genre,
            shaping=brief.shaping,
            target_lufs=target_lufs,
            ceiling_dbtp=params.ceiling_dbtp,
            format=params.format,
            sample_rate_hz=params.target_sample_rate,
        )
        path = out_dir / f"{file_stem(context.source_name)} ({brief.genre.name} master){order.format.extension}"
        master = master_file(inputs[0], path, order, progress, brief.before)
        report = {
            "engine": ENGINE,
            "genre": brief.genre.name,
            "processing": processing.value,
            "intensity": params.intensity,
            **brief.report,
            **master_report(params, target_lufs, master),
        }
        return ToolResult((master_output(path, "master", params, master),), report)


@dataclass(frozen=True)
class _Brief:
    """What is settled before the sound is touched: the character, how to get it, and what was heard to decide it."""

    genre: "genres.Genre"
    shaping: "Shaping"
    before: "Measurement | None" = None
    report: dict[str, Any] = field(default_factory=dict)


def _brief(params: MasteringParams, processing: "Processing", source: Path, progress: Progress) -> _Brief:
    from audiostudio.audio.mastering.analysis import portray_source
    from audiostudio.audio.mastering.auto_genre import choose_genre, features_of
    from audiostudio.audio.mastering.genres import GENRES as CHARACTERS
    from audiostudio.audio.mastering.stages import tonal_stages

    if params.genre != "auto":
        genre = CHARACTERS[params.genre]
        return _Brief(genre, partial(tonal_stages, genre, processing, params.intensity))
    before, portrait = portray_source(source, lambda share: progress(_LISTENING_SHARE * share, "Listening"))
    choice = choose_genre(features_of(before, portrait))
    genre = CHARACTERS[choice.genre]
    told = {"genre": choice.genre, "why": list(choice.why), "scores": choice.scores}
    return _Brief(genre, partial(tonal_stages, genre, processing, params.intensity), before, {"genre_choice": told})


TOOL = Mastering()
