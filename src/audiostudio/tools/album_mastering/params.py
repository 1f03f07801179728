"""What may be asked of album mastering."""

from typing import Annotated, Literal

from pydantic import Field

from audiostudio.tools.deliverable import GENRES, DeliverableParams, GenreOrAuto
from audiostudio.tools.output_format import any_case


class AlbumParams(DeliverableParams):
    """What to make of a set of tracks."""

    genre: Annotated[GenreOrAuto, any_case(*GENRES, "auto")] = Field(
        "Pop", description="Whose character the album gets; auto listens to all of it, chooses and says why."
    )
    intensity: float = Field(
        1.0, ge=0, le=1, description="How much of the genre's character to apply; 0 leaves only loudness and alignment."
    )
    loudness: Literal["album", "track"] = Field(
        "album",
        description="album: the whole meets the target, and tracks keep their proportions (at most 3 LU above and "
        "6 LU below it); track: each meets it.",
    )
    tone_alignment: float = Field(
        0.5, ge=0, le=1, description="How far each track's tone moves towards the album's mean, by 3 dB at most."
    )
