"""The job: one run of a tool that somebody asked and paid for."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.database import Base


class JobStatus(StrEnum):
    """Where a job stands; the last three are final."""

    PENDING = "PENDING"
    PROCESSING = "PROCESSING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"

    @property
    def is_final(self) -> bool:
        """Whether nothing will change any more."""
        return self in (JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED)


class Job(Base):
    """A run of a tool.

    ``attempt`` is the fence: it grows with every claim, and whoever wants to write a result must name the attempt that
    the row still has.
    """

    __tablename__ = "jobs"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID]
    user_id: Mapped[UUID | None]
    api_key_id: Mapped[UUID | None]
    tool: Mapped[str]
    model: Mapped[str]
    params: Mapped[dict[str, Any]]
    tier: Mapped[str]
    filename: Mapped[str]
    status: Mapped[str] = mapped_column(default=JobStatus.PENDING)
    progress: Mapped[float] = mapped_column(default=0.0)
    message: Mapped[str] = mapped_column(default="waiting")
    cost: Mapped[Decimal]
    queue: Mapped[str]
    turn: Mapped[int] = mapped_column(default=0)
    queue_entry_id: Mapped[int | None]
    attempt: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int]
    heartbeat_at: Mapped[datetime | None]
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    error_code: Mapped[str | None]
    error_detail: Mapped[str | None]
    report: Mapped[dict[str, Any] | None]
    webhook_url: Mapped[str | None]
    external_user: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
