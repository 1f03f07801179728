"""Batches: what became of jobs that were asked for together."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from audiostudio.kit.postgres.database import Base


class Batch(Base):
    """A batch; ``results`` holds a ``BatchResult`` for each item, as it was answered."""

    __tablename__ = "batches"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    user_id: Mapped[UUID | None]
    results: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    created_at: Mapped[datetime]
