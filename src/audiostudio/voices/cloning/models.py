"""Cloned voices and the samples they are learned from."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.database import Base


class ClonedVoice(Base):
    """A voice that somebody had learned; its row stays, emptied, when it is deleted.

    ``status`` follows the job that trains it, by a trigger: ``pending``, ``training``, ``trained``, ``failed``.
    """

    __tablename__ = "cloned_voices"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID]
    user_id: Mapped[UUID | None]
    job_id: Mapped[UUID | None]
    name: Mapped[str]
    description: Mapped[str]
    language: Mapped[str]
    is_shared: Mapped[bool]
    status: Mapped[str] = mapped_column(server_default="pending")
    error_code: Mapped[str | None]
    error_detail: Mapped[str | None]
    characteristics: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    usage_count: Mapped[int] = mapped_column(server_default="0")
    last_used_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    trained_at: Mapped[datetime | None]


class VoiceSample(Base):
    """A recording to learn a voice from, and that its speaker agreed; that record outlives the recording."""

    __tablename__ = "voice_samples"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID]
    user_id: Mapped[UUID | None]
    voice_id: Mapped[UUID | None]
    asset_id: Mapped[UUID | None]
    findings: Mapped[dict[str, Any]]
    speaker: Mapped[str]
    consent_statement: Mapped[str]
    consent_at: Mapped[datetime] = mapped_column(server_default=func.now())
