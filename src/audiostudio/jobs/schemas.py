"""What the job endpoints write."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from audiostudio.jobs.models import JobStatus
from audiostudio.kit.money import Credits
from audiostudio.library.schemas import AssetView


class JobError(BaseModel):
    """Why a job ended without a result."""

    code: str
    detail: str


class JobReceipt(BaseModel):
    """A job that was accepted and paid."""

    job_id: UUID
    status: JobStatus
    cost: Credits
    status_url: str


class JobView(JobReceipt):
    """A job, how far it is and, once it is done, what it made."""

    tool: str
    model: str
    params: dict[str, Any]
    filename: str
    progress: float = Field(ge=0, le=1)
    message: str = Field(description="What is being done, in a few words.")
    attempt: int
    cancel_requested: bool
    inputs: list[AssetView] = Field(description="What it works on, while that is kept: `input-000`, `reference-000`.")
    outputs: list[AssetView]
    report: dict[str, Any] | None
    error: JobError | None
    external_user: str | None = Field(description="Whom a trusted backend said it asked for.")
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
