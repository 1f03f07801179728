"""Assets: the files a workspace keeps, and what is known of each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from audiostudio.kit.database import Base
from audiostudio.kit.ids import new_id


class Asset(Base):
    """A file that went into a job or came out of it."""

    __tablename__ = "assets"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID]
    job_id: Mapped[UUID]
    direction: Mapped[str]
    role: Mapped[str]
    type: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    storage_key: Mapped[str]
    details: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime | None]
