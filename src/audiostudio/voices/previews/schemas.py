"""Previews as programs see them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from audiostudio.kit.http.errors import CleanText

VoiceId = Annotated[CleanText, Field(min_length=1, max_length=200, description="A voice of the gallery.")]


class PreviewRequest(BaseModel):
    """Whose preview is wanted."""

    model_config = ConfigDict(extra="forbid")

    voice_id: VoiceId


class PreviewView(BaseModel):
    """Where a voice can be heard."""

    voice_id: str
    url: str = Field(description="An address of this server.")
