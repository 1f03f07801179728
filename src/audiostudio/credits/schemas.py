"""What the credit endpoints write."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from audiostudio.kit.money import Credits


class Balance(BaseModel):
    """What the workspace has left."""

    balance: Credits


class Transaction(BaseModel):
    """One movement of credits."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: Literal["signup", "grant", "debit", "refund"]
    amount: Credits = Field(description="Positive in, negative out.")
    balance_after: Credits
    description: str
    reference: str | None = Field(description="What it was for: a job's id, a payment's.")
    created_at: datetime
