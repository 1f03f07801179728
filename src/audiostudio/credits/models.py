"""The ledger as the product reads it; it is written by SQL functions alone."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from audiostudio.kit.postgres.database import Base


class CreditAccount(Base):
    """What a workspace has left."""

    __tablename__ = "credit_accounts"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    balance: Mapped[Decimal]
    debt: Mapped[Decimal]


class CreditTransaction(Base):
    """One movement of credits: positive in, negative out. Rows are never changed."""

    __tablename__ = "credit_transactions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int]
    workspace_id: Mapped[UUID]
    user_id: Mapped[UUID | None]
    kind: Mapped[str]
    amount: Mapped[Decimal]
    balance_after: Mapped[Decimal]
    description: Mapped[str]
    reference: Mapped[str | None]
    created_at: Mapped[datetime]


class MemberUsage(Base):
    """What a person has spent of a workspace's credits in a calendar month (UTC), named by its first day."""

    __tablename__ = "member_usage"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    spent: Mapped[Decimal]


class CreditLot(Base):
    """Credits that came together; they are spent in the order in which they expire, then in which they came."""

    __tablename__ = "credit_lots"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int]
    workspace_id: Mapped[UUID]
    kind: Mapped[str]
    granted: Mapped[Decimal]
    remaining: Mapped[Decimal]
    has_remaining: Mapped[bool]
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class CreditLotEntry(Base):
    """What one movement took from a lot or gave to it. Rows are never changed."""

    __tablename__ = "credit_lot_entries"

    position: Mapped[int] = mapped_column(primary_key=True)
    transaction_id: Mapped[UUID]
    lot_id: Mapped[UUID]
    amount: Mapped[Decimal]
