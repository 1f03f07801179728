"""Favourite voices as programs see them."""

from pydantic import BaseModel, Field


class Favourites(BaseModel):
    """The voices that somebody likes."""

    voice_ids: list[str] = Field(description="Ids of the gallery, in the order they were marked.")
