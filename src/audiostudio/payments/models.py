"""What is for sale and what was bought."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from audiostudio.kit.postgres.database import Base


class Price(Base):
    """One version of what a product costs and brings; ``tier`` is None of a package. Rows are never changed."""

    __tablename__ = "prices"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    product: Mapped[str]
    version: Mapped[int]
    name: Mapped[str]
    tier: Mapped[str | None]
    credits: Mapped[Decimal]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    credits_last_days: Mapped[int | None]
    on_sale: Mapped[bool]


class Purchase(Base):
    """A checkout that somebody started, and what became of it."""

    __tablename__ = "purchases"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    user_id: Mapped[UUID | None]
    price_id: Mapped[UUID]
    provider: Mapped[str]
    checkout_id: Mapped[str | None]
    checkout_url: Mapped[str | None]
    state: Mapped[str]
    reversed_minor: Mapped[int]
    receipt_url: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class PlanSubscription(Base):
    """A workspace's plan at a provider."""

    __tablename__ = "subscriptions"

    provider: Mapped[str] = mapped_column(primary_key=True)
    subscription_id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    price_id: Mapped[UUID]
    state: Mapped[str]
    period_start: Mapped[datetime]
    period_end: Mapped[datetime]
    cancels_at_period_end: Mapped[bool]
