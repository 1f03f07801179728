"""Uploads: files on their way in, as far as they have arrived."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, func
from sqlalchemy.orm import Mapped, mapped_column

from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.database import Base


class Upload(Base):
    """A file on its way in; it is whole once ``offset_bytes`` has reached ``size_bytes``."""

    __tablename__ = "uploads"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID]
    user_id: Mapped[UUID | None]
    name: Mapped[str]
    metadata_header: Mapped[str] = mapped_column("metadata")
    size_bytes: Mapped[int]
    offset_bytes: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime]


class UploadPart(Base):
    """A piece of an upload, stored as a file of its own."""

    __tablename__ = "upload_parts"

    upload_id: Mapped[UUID] = mapped_column(ForeignKey("uploads.id"), primary_key=True)
    start_byte: Mapped[int] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    storage_key: Mapped[str]
