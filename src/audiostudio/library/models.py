"""Assets: the files a workspace keeps, and what is known of each."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Text, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.database import Base


class Folder(Base):
    """A drawer of a workspace's library; it has no drawers inside."""

    __tablename__ = "folders"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID]
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Asset(Base):
    """A file that went into a job, came out of it, or belongs to a cloned voice.

    What came out is the library. ``name`` is the file's, ``title`` the one its owner gave it; one that is kept outlives
    its job and never expires.
    """

    __tablename__ = "assets"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID]
    job_id: Mapped[UUID | None]
    direction: Mapped[str]
    role: Mapped[str]
    type: Mapped[str]
    name: Mapped[str]
    title: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    storage_key: Mapped[str]
    details: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    expires_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    folder_id: Mapped[UUID | None]
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    generation_config: Mapped[dict[str, Any]] = mapped_column(default=dict)
    kept_at: Mapped[datetime | None]
    trashed_at: Mapped[datetime | None]
    voice_id: Mapped[UUID | None]
    waveform: Mapped["AssetPeaks | None"] = relationship(lazy="raise", passive_deletes=True)


class AssetPeaks(Base):
    """The waveform of a sound, as `audiostudio.audio.meters.peaks` writes it."""

    __tablename__ = "asset_peaks"

    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"), primary_key=True)
    workspace_id: Mapped[UUID]
    data: Mapped[bytes]
