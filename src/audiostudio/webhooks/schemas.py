"""Webhooks as programs see them."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from audiostudio.kit.http.errors import CleanText

TEST_EVENT = "webhook.test"
MOST_OVERLAP_HOURS = 30 * 24


class WebhookEvent(StrEnum):
    """What a subscription can be told of."""

    JOB_COMPLETED = "job.completed"
    JOB_FAILED = "job.failed"
    JOB_CANCELLED = "job.cancelled"


class DeliveryStatus(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


Url = Annotated[CleanText, Field(min_length=1, max_length=2048, description="An https (or http) address of yours.")]
Description = Annotated[CleanText, Field(max_length=200, description="What it is for.")]
Events = Annotated[list[WebhookEvent], Field(min_length=1, max_length=len(WebhookEvent))]


class WebhookSecret(BaseModel):
    """What a receiver verifies messages with."""

    secret: str = Field(description="In the form that Standard Webhooks libraries take (`whsec_…`).")


class SubscriptionRequest(BaseModel):
    """An address that is to be told of events."""

    model_config = ConfigDict(extra="forbid")

    url: Url
    events: Events = Field(default_factory=lambda: list(WebhookEvent), description="Which; all unless told.")
    description: Description = ""
    active: bool = Field(True, description="Whether it is told from now on.")


class SubscriptionChanges(BaseModel):
    """What is to change of a subscription; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    url: Url | None = None
    events: Events | None = None
    description: Description | None = None
    active: bool | None = None


class SecretRotation(BaseModel):
    """How a subscription is given a new secret."""

    model_config = ConfigDict(extra="forbid")

    overlap_hours: Annotated[
        int, Field(ge=0, le=MOST_OVERLAP_HOURS, description="Hours for which messages are signed by both secrets.")
    ] = 24


class SubscriptionView(BaseModel):
    """An address that is told of events."""

    subscription_id: UUID
    url: str
    description: str
    events: list[WebhookEvent]
    active: bool = Field(description="Turned off by you, or where the address answered 410 (Gone).")
    former_secret_until: datetime | None = Field(description="Until when messages are signed by both secrets.")
    created_at: datetime


class DeliveryView(BaseModel):
    """A message to one address, and how it went."""

    delivery_id: UUID
    message_id: UUID = Field(description="The header `webhook-id`: that of the first message, where this is a replay.")
    subscription_id: UUID | None = Field(description="None where a job named the address itself.")
    job_id: UUID | None
    event: str
    url: str
    status: DeliveryStatus
    attempts: int
    result: str | None = Field(description="Of the last attempt, in words.")
    answer_status: int | None = Field(description="The HTTP status that was answered.")
    answer_head: str | None = Field(description="How the answer's body begins.")
    duration_ms: int | None
    created_at: datetime
    attempted_at: datetime | None
    next_attempt_at: datetime | None
