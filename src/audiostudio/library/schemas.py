"""An asset as programs see it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field


class AssetView(BaseModel):
    """A file, what is known of it, and where it can be fetched for a while."""

    asset_id: UUID
    role: str = Field(description="What it is within its job: `vocals`, `master`.")
    type: str
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    url: str = Field(description="Fetches the file without further proof of identity until it expires.")
    details: dict[str, Any]
    created_at: datetime
    expires_at: datetime | None
