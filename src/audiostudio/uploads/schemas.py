"""What is told of an upload."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field


class UploadView(BaseModel):
    """A file on its way in."""

    upload_id: UUID
    name: str
    size_bytes: int
    offset_bytes: int = Field(description="How much has arrived.")
    finished: bool = Field(description="Whether it is whole, and can be worked on.")
    created_at: datetime
    expires_at: datetime = Field(description="When it is thrown away unless more arrives; files of jobs stay.")
