"""What may be asked of stem mastering."""

from typing import Annotated, Literal

from pydantic import Field

from audiostudio.tools.deliverable import GENRES, DeliverableParams, Genre
from audiostudio.tools.output_format import any_case


class StemMasteringParams(DeliverableParams):
    """What to make of the stems of one song."""

    roles: tuple[Literal["vocals", "drums", "bass", "other"], ...] | None = Field(
        None, max_length=12, description="What each file holds, in their order; guessed from the names unless given."
    )
    care: float = Field(1.0, ge=0, le=1, description="How much care each stem gets; 0 only sums them.")
    genre: Annotated[Genre, any_case(*GENRES)] = Field("Pop", description="Whose character the master gets.")
    intensity: float = Field(
        1.0, ge=0, le=1, description="How much of the genre's character to apply; 0 only sets the loudness."
    )
