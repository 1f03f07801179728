"""Pronunciations: one row a word."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.database import Base


class Pronunciation(Base):
    """A word of a workspace and how it is spoken; ``key`` stands for it in whatever case texts have it."""

    __tablename__ = "pronunciations"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID]
    word: Mapped[str]
    key: Mapped[str]
    spoken: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
