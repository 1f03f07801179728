"""What the routes of operators read and write."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from audiostudio.accounts.plans import Tier
from audiostudio.jobs.models import JobStatus
from audiostudio.kit.http.errors import CleanText
from audiostudio.kit.money import Credits
from audiostudio.payments.providers.base import PaymentState

Reason = Annotated[
    CleanText,
    StringConstraints(strip_whitespace=True, max_length=500, pattern=r"\S"),
    Field(description="Why; it stays in the log."),
]


class Act(BaseModel):
    """Something that an operator does, and why."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason


class Suspension(Act):
    """Whether somebody, or a workspace, is suspended."""

    suspended: bool


class PlanChange(Act):
    """The plan that a workspace is to have."""

    tier: Tier


class CreditGrant(Act):
    """Credits for a workspace; its members read the reason in the history."""

    amount: Annotated[Decimal, Field(gt=0, le=1_000_000, decimal_places=2)]


class Refund(Act):
    """Money that is to go back to a customer."""

    amount_minor: Annotated[int, Field(gt=0)] | None = Field(
        default=None,
        description="In minor units of the purchase's currency; all that is left of it where none is named.",
    )


class _Row(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class UserRow(_Row):
    """Somebody who has an account."""

    user_id: UUID
    email: str
    username: str
    is_operator: bool
    suspended_at: datetime | None
    created_at: datetime
    workspaces: int = Field(description="How many workspaces they belong to.")


class WorkspaceRow(_Row):
    """A workspace."""

    workspace_id: UUID
    name: str
    kind: Literal["personal", "team", "service"]
    tier: Tier
    suspended_at: datetime | None
    created_at: datetime
    owner: str | None = Field(description="The address of its first owner.")
    members: int
    balance: Credits
    kept_bytes: int


class JobRow(_Row):
    """A job, without what it is made of: names of files and parameters are the customer's."""

    job_id: UUID
    workspace_id: UUID
    workspace: str
    email: str | None
    tool: str
    status: JobStatus
    attempt: int
    max_attempts: int
    cost: Credits
    error_code: str | None = Field(description="Why it failed.")
    error_detail: str | None
    created_at: datetime
    finished_at: datetime | None


class PurchaseRow(_Row):
    """What somebody bought."""

    purchase_id: UUID
    workspace_id: UUID
    workspace: str
    email: str | None
    name: str
    amount_minor: int
    currency: str
    provider: str
    state: PaymentState
    refunded_minor: int = Field(description="Refunded, or charged back.")
    created_at: datetime


class ReconciliationRow(_Row):
    """A comparison of the ledger with what a payment provider knows."""

    id: UUID = Field(serialization_alias="reconciliation_id")
    provider: str
    created_at: datetime
    ended_at: datetime
    objects_read: int
    healed: int = Field(description="Objects whose sales, reversals or plans had not arrived before.")
    faults: list[str] = Field(description="What does not agree, and is for a person to settle.")


class LogEntry(_Row):
    """Something that an operator did."""

    id: UUID = Field(serialization_alias="entry_id")
    created_at: datetime
    operator: str
    act: str
    target_kind: Literal["user", "workspace", "job", "purchase"]
    target_id: UUID
    target: str
    reason: str
    details: dict[str, Any]


class Statistics(BaseModel):
    """How the installation stands."""

    users: int
    new_users: int = Field(description="Registered within the last 30 days.")
    suspended_users: int
    workspaces: dict[str, int] = Field(description="By plan.")
    teams: int
    credits: dict[str, Credits] = Field(description="The sum of all movements, by kind.")
    outstanding_credits: Credits = Field(description="What all workspaces have left.")
    jobs: dict[str, int] = Field(description="Of the last 30 days, by status.")
    tools: dict[str, int] = Field(description="Jobs of the last 30 days, by tool.")
    kept_bytes: int


class QueueLength(_Row):
    """How many entries of a queue are in a state."""

    queue: str
    status: str
    entries: int


class WorkerRow(_Row):
    """A worker that was heard of lately."""

    worker_id: UUID
    queues: list[str]
    started_at: datetime
    heartbeat_at: datetime


class Queue(BaseModel):
    """The queue, and who works on it."""

    oldest_waiting_s: float
    lengths: list[QueueLength]
    workers: list[WorkerRow]


class KeptBy(_Row):
    """What a workspace keeps."""

    workspace_id: UUID
    name: str
    tier: Tier
    kept_bytes: int


class Storage(BaseModel):
    """What lies in the storage."""

    kept_bytes: int = Field(description="Of all workspaces, trash and announced uploads included.")
    files: dict[str, int] = Field(description="By state: announced, live, about to be deleted.")
    largest: list[KeptBy] = Field(description="The twenty workspaces that keep the most.")


class Balance(BaseModel):
    """What a workspace has left."""

    balance: Credits
