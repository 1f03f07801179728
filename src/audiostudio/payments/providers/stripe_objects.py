"""What Stripe's objects mean here: which of them an event is about, how far a payment came, and what stands."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from audiostudio.payments.models import Price
from audiostudio.payments.providers.base import ObjectKind, PaymentState, Ref, Sale, SubscriptionState

Json = Mapping[str, Any]

# Money is with the bank in these states of a dispute; inquiries (warning_…) take none, and what is won comes back.
DISPUTE_STANDS = ("needs_response", "under_review", "lost")
REFUND_STANDS = ("pending", "requires_action", "succeeded")
SUBSCRIPTION_STATES = {
    "active": SubscriptionState.ACTIVE,
    "trialing": SubscriptionState.ACTIVE,
    "past_due": SubscriptionState.PAST_DUE,
    "incomplete": SubscriptionState.INCOMPLETE,
}
INVOICE_STATES = {
    "paid": PaymentState.PAID,
    "open": PaymentState.PENDING,
    "void": PaymentState.FAILED,
    "uncollectible": PaymentState.FAILED,
}


def about_what(event_type: str, subject: Json) -> Ref | None:
    """Return what an event is about, by the name of its type and the ids in its object."""
    if event_type.startswith("checkout.session."):
        return Ref(ObjectKind.CHECKOUT, subject["id"])
    if event_type.startswith("invoice.") and subject.get("object") == "invoice":
        return Ref(ObjectKind.INVOICE, subject["id"])
    if event_type.startswith("customer.subscription."):
        return Ref(ObjectKind.SUBSCRIPTION, subject["id"])
    if event_type.startswith(("charge.", "refund.")) and subject.get("payment_intent"):
        return Ref(ObjectKind.PAYMENT, id_of(subject["payment_intent"]))
    return None


def checkout_state(session: Json) -> PaymentState:
    """Return how far a checkout came: one that is complete is not paid yet where the money takes days to come."""
    if session["payment_status"] in ("paid", "no_payment_required"):
        return PaymentState.PAID
    if session["status"] == "expired":
        return PaymentState.EXPIRED
    if session["status"] == "open":
        return PaymentState.OPEN
    intent = session.get("payment_intent") or {}
    failed = isinstance(intent, Mapping) and intent.get("status") in ("requires_payment_method", "canceled")
    return PaymentState.FAILED if failed else PaymentState.PENDING


def package(session_id: str, price: Price, sold_at_s: int) -> Sale:
    """Return the credits that a package brings."""
    lasts = price.credits_last_days
    expires_at = moment(sold_at_s) + timedelta(days=lasts) if lasts else None
    return Sale(session_id, "purchase", price.credits, expires_at, price.name)


def month_until(end: datetime) -> timedelta:
    """Return how long the month is that ends then."""
    before = (end.replace(day=1) - timedelta(days=1)).replace(day=1)
    last_day = (end.replace(day=1) - timedelta(days=1)).day
    start = before.replace(day=min(end.day, last_day))
    return end - start


def id_of(value: Any) -> str:
    """Return the id of what comes as an id, or whole where it was asked for so."""
    return str(value["id"]) if isinstance(value, Mapping) else str(value)


def moment(seconds: int) -> datetime:
    """Return a time of Stripe's."""
    return datetime.fromtimestamp(seconds, UTC)
