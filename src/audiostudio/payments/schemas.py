"""What the payment endpoints read and write."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from audiostudio.accounts.plans import Tier
from audiostudio.kit.http.errors import CleanText
from audiostudio.kit.money import Credits
from audiostudio.payments.providers.base import PaymentState, SubscriptionState

Product = Annotated[CleanText, Field(min_length=1, max_length=50, description="A product of `GET /api/paywall`.")]


class PriceView(BaseModel):
    """Something for sale."""

    product: str
    name: str
    credits: Credits = Field(description="Credits that it brings; of a plan, each month.")
    amount_minor: int = Field(description="What it costs, in the currency's smallest unit: cents.")
    currency: str = Field(description="ISO 4217, in small letters.")
    tier: Tier | None = Field(description="The plan that it brings; None of a package, which is paid once.")
    credits_last_days: int | None = Field(description="Days after which the credits expire; None: they never do.")


class PlanSubscriptionView(BaseModel):
    """A plan that the workspace pays for."""

    product: str
    name: str
    tier: Tier
    state: SubscriptionState
    period_end: datetime = Field(description="When the next month begins, or the plan ends.")
    cancels_at_period_end: bool


class Paywall(BaseModel):
    """What is for sale, and what the workspace has."""

    provider: Literal["sandbox", "stripe", "square"] | None = Field(description="None where nothing is sold here.")
    is_sandbox: bool = Field(description="True where no money is taken.")
    credits: Credits
    debt: Credits
    tier: Tier
    packages: list[PriceView]
    plans: list[PriceView]
    subscription: PlanSubscriptionView | None


class CheckoutRequest(BaseModel):
    """What to buy."""

    product: Product


class CreditPurchase(BaseModel):
    """How many credits to buy: as many as one of the packages holds."""

    credits: int = Field(ge=1, le=1_000_000)


class PurchaseView(BaseModel):
    """A checkout, and what became of it."""

    purchase_id: UUID
    product: str
    name: str
    credits: Credits
    amount_minor: int
    currency: str
    state: PaymentState = Field(
        description="`pending`: checked out, and the money has not come yet, which with some methods takes days."
    )
    refunded_minor: int = Field(description="What of the money went back or was charged back.")
    checkout_url: str | None = Field(description="Where it is paid; in the sandbox, a path on this server.")
    receipt_url: str | None
    created_at: datetime


class PortalView(BaseModel):
    """Where invoices are seen and a plan is changed or ended."""

    url: str = Field(description="In the sandbox, a path on this server.")


class Received(BaseModel):
    """Word to a payment provider that its event was kept."""

    received: Literal[True] = True


class SandboxCheckout(BaseModel):
    """A checkout of the sandbox, which takes no money."""

    checkout_id: str
    name: str
    credits: Credits
    amount_minor: int
    currency: str
    tier: Tier | None
    state: PaymentState
    return_url: str


class SandboxOutcome(BaseModel):
    """What is to become of a checkout: paid, refused, or paid later, as with SEPA."""

    outcome: Literal["pay", "decline", "pay_later"]
