"""A provider that takes no money: the whole way from the paywall to the credits, on a machine that nobody sells from.

It behaves as the others do: it keeps its own books, sends events, and is read. Its pages say that no money moves, and
the settings refuse it beside keys with which money does. A month of its plans lasts 30 days.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from audiostudio.kit.postgres.database import Database
from audiostudio.payments import sandbox_repository
from audiostudio.payments.models import Price
from audiostudio.payments.prices import PriceList
from audiostudio.payments.providers.base import (
    Checkout,
    Event,
    EventForged,
    ObjectKind,
    Payment,
    PaymentState,
    Read,
    Ref,
    Reversal,
    Sale,
    Started,
    Subscription,
    SubscriptionState,
)
from audiostudio.settings import Settings

NAME = "sandbox"
_MONTH = timedelta(days=30)


class SandboxProvider:
    """The sandbox as a payment provider; what it would keep on machines of its own lies in a table."""

    name = NAME
    is_sandbox = True

    def __init__(self, database: Database, prices: PriceList, settings: Settings) -> None:
        self._database = database
        self._prices = prices
        self._settings = settings

    async def start(self, checkout: Checkout) -> Started:
        """Start a checkout, once for each purchase."""
        checkout_id = f"sandbox_{checkout.purchase_id}"
        async with self._database.session(workspace_id=checkout.workspace_id) as session:
            await sandbox_repository.add_checkout(
                session,
                checkout_id,
                workspace_id=checkout.workspace_id,
                purchase_id=checkout.purchase_id,
                price_id=checkout.price.id,
                return_url=checkout.success_url.removeprefix(self._settings.public_url),
            )
        # A path: whoever opened the app by another of the server's names stays there, with their session.
        return Started(checkout_id, f"/app/sandbox/{checkout_id}")

    async def read(self, ref: Ref) -> Sequence[Read]:
        """Return a checkout; of a plan, it and an invoice for each month that began."""
        checkout_id = ref.id.partition(":")[0]
        async with self._database.session() as session:
            row = await sandbox_repository.find_checkout(session, checkout_id)
        if row is None:
            return []
        price = await self._prices.get(row.price_id)
        is_plan = price.tier is not None
        payment = Payment(
            ref=Ref(ObjectKind.CHECKOUT, row.id),
            workspace_id=row.workspace_id,
            purchase_id=row.purchase_id,
            customer_id=str(row.workspace_id),
            state=PaymentState(row.state),
            amount_minor=price.amount_minor,
            sale=None if is_plan else _package(row, price),
            reversals=() if is_plan else _refund(row),
        )
        return [payment, *_plan(row, price)] if is_plan and row.paid_at else [payment]

    async def portal(self, customer_id: str, return_url: str) -> str:
        """Return the sandbox's own page of a plan."""
        return "/app/sandbox/portal"

    async def refund(self, checkout_id: str, amount_minor: int, key: str) -> None:
        """Note that money went back; of one checkout that is once, in a sandbox."""
        async with self._database.session() as session:
            await sandbox_repository.refund_checkout(session, checkout_id, amount_minor)

    def verify(self, body: bytes, headers: Mapping[str, str]) -> Event:
        """Refuse: the sandbox lives in this product and sends nothing over the network."""
        raise EventForged

    async def changed_since(self, since: datetime) -> Sequence[Ref]:
        """Return the checkouts that changed since then."""
        async with self._database.session() as session:
            found = await sandbox_repository.list_changed(session, since)
        return [Ref(ObjectKind.CHECKOUT, checkout_id) for checkout_id in found]


def _package(row: Row[Any], price: Price) -> Sale:
    lasts = price.credits_last_days
    return Sale(
        row.id, "purchase", price.credits, row.created_at + timedelta(days=lasts) if lasts else None, price.name
    )


def _refund(row: Row[Any]) -> Sequence[Reversal]:
    return (Reversal(f"{row.id}:refund", "refund", row.refunded_minor, True),) if row.refunded_minor else ()


def _plan(row: Row[Any], price: Price) -> list[Read]:
    """Return a plan and its invoices: one for each month that began before it was cancelled."""
    now, months = datetime.now(UTC), 1
    lasts_until = row.cancelled_at or datetime.max.replace(tzinfo=UTC)
    while row.paid_at + months * _MONTH <= min(now, lasts_until):
        months += 1
    start = row.paid_at + (months - 1) * _MONTH
    is_over = row.cancelled_at is not None and start + _MONTH <= now
    workspace_id: UUID = row.workspace_id
    found: list[Read] = [
        Subscription(
            ref=Ref(ObjectKind.SUBSCRIPTION, row.id),
            workspace_id=workspace_id,
            customer_id=str(workspace_id),
            price_id=price.id,
            state=SubscriptionState.ENDED if is_over else SubscriptionState.ACTIVE,
            period_start=start,
            period_end=start + _MONTH,
            cancels_at_period_end=row.cancelled_at is not None,
        )
    ]
    for month in range(months):
        begins = row.paid_at + month * _MONTH
        name = f"{row.id}:{month + 1}"
        found.append(
            Payment(
                ref=Ref(ObjectKind.INVOICE, name),
                workspace_id=workspace_id,
                purchase_id=None,
                customer_id=None,
                state=PaymentState.PAID,
                amount_minor=price.amount_minor,
                sale=Sale(name, "subscription", price.credits, begins + 2 * _MONTH, f"{price.name}, monthly credits"),
                reversals=_refund(row) if month == 0 else (),
            )
        )
    return found
