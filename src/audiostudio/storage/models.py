"""The record of every file kept: a row stands before the first byte is written and until the last is gone."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from audiostudio.kit.postgres.database import Base


class StoredObject(Base):
    """A file in the storage: ``pending`` while it is written, ``live`` while something needs it, then ``deleting``."""

    __tablename__ = "stored_objects"

    key: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(server_default="pending")
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
