"""Previews: one row for each voice and version."""

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from audiostudio.kit.postgres.database import Base


class VoicePreview(Base):
    """A sample of one of the product's own voices; ``version`` tells engine, weights and text."""

    __tablename__ = "voice_previews"

    voice: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    storage_key: Mapped[str]
    sha256: Mapped[str]
    size_bytes: Mapped[int]
    media_type: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
