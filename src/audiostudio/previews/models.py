"""Previews: one row for each name and version."""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from audiostudio.kit.postgres.database import Base


class Preview(Base):
    """A short sound that everybody may hear; ``version`` changes whenever the sound might."""

    __tablename__ = "previews"

    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    storage_key: Mapped[str]
    sha256: Mapped[str]
    size_bytes: Mapped[int]
    media_type: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
