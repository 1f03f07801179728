"""What the routes of exports write."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field


class ExportView(BaseModel):
    """An archive of everything of a person, in the making or done."""

    export_id: UUID
    state: Literal["PENDING", "READY", "FAILED"]
    created_at: datetime
    size_bytes: int | None
    expires_at: datetime | None = Field(description="When the archive is deleted.")
    url: str | None = Field(description="A signed address to fetch it from, once it is ready.")
