"""What the credit endpoints write."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from audiostudio.kit.money import Credits

LotKind = Literal["signup", "purchase", "subscription", "admin", "promotion"]
TransactionKind = Literal[
    "signup", "grant", "purchase", "subscription", "promotion",
    "debit", "refund", "expiry", "reversal", "restoration", "debt",
]  # fmt: skip


class Balance(BaseModel):
    """What the workspace has left."""

    balance: Credits
    debt: Credits = Field(description="What is owed for spent credits whose payment was taken back; paid first.")


class Lot(BaseModel):
    """Credits that came together and expire together."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: LotKind
    granted: Credits
    remaining: Credits
    expires_at: datetime | None = Field(description="None where they never expire.")
    created_at: datetime


class CreditsView(BaseModel):
    """What the workspace has left, and in which lots, in the order in which they are spent."""

    credits: Credits
    debt: Credits = Field(description="What is owed for spent credits whose payment was taken back; paid first.")
    lots: list[Lot]


class LotPart(BaseModel):
    """What a movement took from one lot, or gave to it."""

    lot_id: UUID
    kind: LotKind
    amount: Credits = Field(description="Positive in, negative out.")


class Transaction(BaseModel):
    """One movement of credits."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: TransactionKind
    amount: Credits = Field(description="Positive in, negative out.")
    balance_after: Credits
    description: str
    reference: str | None = Field(description="What it was for: a job's id, a payment's.")
    created_at: datetime
    lots: list[LotPart] = Field([], description="From which lots it took, or into which it gave.")
