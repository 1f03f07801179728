"""Pronunciations as programs see them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from audiostudio.kit.http.errors import CleanText

Word = Annotated[
    CleanText, Field(min_length=1, max_length=100, description="A word or phrase as texts have it, in any case.")
]
Spoken = Annotated[
    CleanText,
    Field(min_length=1, max_length=200, description="How it is spoken: respelled (`jif`) or in the IPA (`/dʒɪf/`)."),
]


class PronunciationRequest(BaseModel):
    """A word and how it is to be spoken."""

    model_config = ConfigDict(extra="forbid")

    word: Word
    spoken: Spoken


class PronunciationChanges(BaseModel):
    """What is to change of a pronunciation; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    word: Word | None = None
    spoken: Spoken | None = None


class PronunciationView(BaseModel):
    """A word of the workspace's dictionary."""

    pronunciation_id: UUID
    word: str
    spoken: str
    created_at: datetime
    updated_at: datetime
