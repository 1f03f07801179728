"""Subscriptions to events of a workspace, and messages that are owed or were sent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.database import Base


class Subscription(Base):
    """An address that is told of events, as long as it is active."""

    __tablename__ = "webhook_subscriptions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID]
    url: Mapped[str]
    description: Mapped[str]
    events: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    active: Mapped[bool]
    secret_version: Mapped[int] = mapped_column(default=1)
    former_secret_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Delivery(Base):
    """A message to one address: of a subscription, or that which a job named itself.

    ``next_attempt_at`` is None once it was delivered or given up. ``message_id`` is that of the message which this one
    repeats; a message without has its row's id.
    """

    __tablename__ = "webhook_deliveries"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    workspace_id: Mapped[UUID]
    subscription_id: Mapped[UUID | None]
    job_id: Mapped[UUID | None]
    event: Mapped[str]
    message_id: Mapped[UUID | None]
    url: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None] = mapped_column(server_default=func.now())
    attempted_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    last_result: Mapped[str | None]
    answer_status: Mapped[int | None]
    answer_head: Mapped[str | None]
    duration_ms: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
