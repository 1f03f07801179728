"""What may be asked of the mastering tool."""

from typing import Annotated

from pydantic import Field

from audiostudio.tools.base import ToolParams
from audiostudio.tools.deliverable import GENRES, DeliverableParams, GenreOrAuto
from audiostudio.tools.output_format import any_case


class ExtrasParams(ToolParams):
    """What to make beside the master; each makes further files."""

    report: bool = Field(
        False, description="Also draw the report: curves before and after, and what was changed and why."
    )
    preview: bool = Field(
        False, description="Also cut the same half minute out of mix and master, equally loud, to compare by ear."
    )


class MasteringParams(ExtrasParams, DeliverableParams):
    """What to make of a mix."""

    genre: Annotated[GenreOrAuto, any_case(*GENRES, "auto")] = Field(
        "Pop", description="Whose character the master gets; auto listens, chooses and says why."
    )
    intensity: float = Field(
        1.0,
        ge=0,
        le=1,
        description="How much of the genre's, or the references', character to apply; 0 only sets the loudness.",
    )
    match_spectrum: bool = Field(True, description="Take the average spectrum over from the references.")
    match_level: bool = Field(
        True, description="Take the loudness over from the references, unless target or target_lufs is given."
    )
    match_dynamics: bool = Field(True, description="Compress gently where the references are denser.")
    match_width: bool = Field(True, description="Take the stereo width over from the references (Pro and Advanced).")
