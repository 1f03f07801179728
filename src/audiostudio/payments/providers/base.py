"""What a payment provider is to the product: it starts checkouts, is read, gives a portal, refunds, and signs events.

Nothing that an event says is believed but which object changed. That object is read from the provider, whole: whether
it was paid, and what of it was taken back. So the order in which events come, and how often, changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal, Protocol
from uuid import UUID

from audiostudio.kit.http.errors import Problem
from audiostudio.payments.models import Price


class PaymentProviderFailed(Problem):
    """The provider does not answer, or refuses what the product asks of it."""

    status = 502
    code = "payment_provider_failed"
    title = "The payment provider does not do this right now; nothing was charged, try again in a moment."


class EventForged(Problem):
    """An event whose signature is not the provider's, or too old."""

    status = 400
    code = "payment_event_forged"
    title = "This event is not signed by a payment provider that is set up here."


class ObjectKind(StrEnum):
    """What an event can be about."""

    CHECKOUT = "checkout"
    PAYMENT = "payment"
    INVOICE = "invoice"
    SUBSCRIPTION = "subscription"


@dataclass(frozen=True)
class Ref:
    """The provider's name of something."""

    kind: ObjectKind
    id: str


@dataclass(frozen=True)
class Event:
    """One message of a provider; ``about`` is None where it concerns nothing here."""

    id: str
    type: str
    about: Ref | None


@dataclass(frozen=True)
class Started:
    """A checkout that somebody can be led to."""

    id: str
    url: str


@dataclass(frozen=True)
class Checkout:
    """What a checkout is to be about.

    Attributes:
        purchase_id: the product's own name of it; the provider starts one checkout for each.
        workspace_id: who buys.
        price: what, at which price.
        customer_id: whom the provider knows the workspace as, if it does.
        email: of whoever buys, to fill in.
        success_url: where the provider leads afterwards.
        cancel_url: where it leads whoever turns back.
    """

    purchase_id: UUID
    workspace_id: UUID
    price: Price
    customer_id: str | None
    email: str | None
    success_url: str
    cancel_url: str


class PaymentState(StrEnum):
    """How far a payment came; these are the states of purchases, too."""

    OPEN = "open"
    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Reversal:
    """Money that went back, or that a bank takes back; ``stands`` is False where it failed or the dispute was won."""

    id: str
    kind: str  # refund, dispute
    amount_minor: int
    stands: bool


@dataclass(frozen=True)
class Sale:
    """The credits that a payment brings.

    Attributes:
        id: what may bring credits once: a checkout session, or a line of an invoice.
        kind: the lot's.
        credits: how many; of a plan that changed in the middle of its month, the difference for the rest of it.
        expires_at: None where they never do.
        description: what the customer reads in the history.
    """

    id: str
    kind: Literal["purchase", "subscription"]
    credits: Decimal
    expires_at: datetime | None
    description: str


@dataclass(frozen=True)
class Payment:
    """A checkout or an invoice as the provider has it now."""

    ref: Ref
    workspace_id: UUID
    purchase_id: UUID | None
    customer_id: str | None
    state: PaymentState
    amount_minor: int
    sale: Sale | None
    reversals: Sequence[Reversal] = ()
    receipt_url: str | None = None


class SubscriptionState(StrEnum):
    """Whether a plan is given: while it is active, and while the provider still tries to collect what is due."""

    ACTIVE = "active"
    PAST_DUE = "past_due"
    INCOMPLETE = "incomplete"
    ENDED = "ended"


@dataclass(frozen=True)
class Subscription:
    """A plan that is paid each month, as the provider has it now."""

    ref: Ref
    workspace_id: UUID
    customer_id: str | None
    price_id: UUID
    state: SubscriptionState
    period_start: datetime
    period_end: datetime
    cancels_at_period_end: bool


Read = Payment | Subscription


class PaymentProvider(Protocol):
    """One that takes money. Its methods wait for the network, so nobody holds a session of the database meanwhile."""

    name: str
    is_sandbox: bool

    async def start(self, checkout: Checkout) -> Started:
        """Start a checkout; the same purchase always has the same one."""

    async def read(self, ref: Ref) -> Sequence[Read]:
        """Return what an object is now, and what belongs to it; nothing where it is none of this product's."""

    async def portal(self, customer_id: str, return_url: str) -> str:
        """Return the address at which a customer sees invoices and changes or ends a plan."""

    async def refund(self, checkout_id: str, amount_minor: int, key: str) -> None:
        """Give money back, once per ``key``; the payment is to be read after."""

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Event:
        """Return the event that was received.

        Raises:
            EventForged: the provider did not sign these bytes, or not lately.
        """

    async def changed_since(self, since: datetime) -> Sequence[Ref]:
        """Return what changed since then, whether or not an event of it arrived."""
