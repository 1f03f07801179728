"""Voices as programs see them."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

Category = Literal["standard", "premium", "custom"]


class VoiceView(BaseModel):
    """A voice that text can be spoken with."""

    id: str = Field(description="Its name in requests.")
    name: str
    category: Category
    provider: str = Field(description="Whose it is: `kokoro`, `elevenlabs`.")
    language: str | None = Field(description="BCP 47 tag of what it speaks.")
    accent: str | None
    gender: str | None
    age: str | None = None
    grade: str | None = Field(None, description="How good its author says it is, A to F.")
    description: str = ""
    preview_url: str | None = Field(description="A sample of it, to play.")
    unreadable: str | None = Field(None, description="Why it cannot read texts aloud here, where it cannot.")


class Availability(BaseModel):
    """Whether a provider's voices can be used, and why not."""

    provider: str
    title: str
    available: bool
    reason: str | None = Field(description="A sentence for people, where they cannot.")
    code: str | None = Field(description="The same for programs.")


class Gallery(BaseModel):
    """Every voice, by category."""

    standard: list[VoiceView]
    premium: list[VoiceView]
    custom: list[VoiceView]
    providers: list[Availability]


class PremiumModel(BaseModel):
    """A model that a provider speaks with."""

    id: str
    name: str
    provider: str
    languages: list[str]
    most_characters: int | None = Field(description="Of one request to the provider; longer texts go in pieces.")


class PremiumUsage(BaseModel):
    """What of the operator's plan with a provider is used."""

    provider: str
    characters: int
    most_characters: int
    resets_at: datetime | None
