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


class JobChanges(BaseModel):
    """What changed in a workspace, as `/jobs/live` sends it; an empty message says that the line is alive."""

    jobs: list[JobView] = Field(description="Each as it is now; the same state may come twice.")
    deleted: list[UUID] = Field(description="Jobs that are gone.")
    complete: bool = Field(
        description="False where more changed than is sent, or some may be gone unseen: read the list anew."
    )
    cursor: str = Field(description="Goes on from here after a lost connection.")
