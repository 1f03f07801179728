"""What the routes of other providers' accounts read and write."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class Provider(StrEnum):
    """Whose accounts people can sign in with."""

    GOOGLE = "google"
    GITHUB = "github"


class ProviderChoice(BaseModel):
    """Which provider to go to."""

    model_config = ConfigDict(extra="forbid")

    provider: Provider


class ProviderAddress(BaseModel):
    """Where a browser goes to sign in there; it comes back by itself."""

    authorization_url: str


class IdentityView(BaseModel):
    """An account at a provider that opens one here."""

    identity_id: UUID
    provider: Provider
    email: str = Field(description="Its address when it was connected.")
    created_at: datetime
