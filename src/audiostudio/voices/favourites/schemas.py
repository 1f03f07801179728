"""Favourite voices as programs see them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from audiostudio.kit.errors import CleanText


class Favourites(BaseModel):
    """The voices that somebody likes."""

    model_config = ConfigDict(extra="forbid")

    voice_ids: list[Annotated[CleanText, Field(min_length=1, max_length=200)]] = Field(
        max_length=500, description="Ids of the gallery, in the order they were marked."
    )
