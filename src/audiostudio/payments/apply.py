"""What a provider tells becomes lots, debts and plans: the object is read, then one transaction holds all of it."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts import service as accounts
from audiostudio.accounts.plans import Tier
from audiostudio.credits import service as credits
from audiostudio.kit.postgres.database import Database
from audiostudio.payments import repository
from audiostudio.payments.providers.base import (
    Payment,
    PaymentProvider,
    PaymentState,
    Read,
    Ref,
    Reversal,
    Subscription,
    SubscriptionState,
)

_GIVES_PLAN = (SubscriptionState.ACTIVE, SubscriptionState.PAST_DUE)
_REASONS = {"refund": "Refunded", "dispute": "Charged back"}
_REASONS_UNDONE = {"refund": "The refund failed", "dispute": "The dispute was won"}


async def apply(database: Database, provider: PaymentProvider, ref: Ref) -> tuple[int, Sequence[Read]]:
    """Read an object and settle all that belongs to it; return how much of it was news, and what was read.

    Of reads at once the one that began last counts; what another read before is passed over. Events about the object
    that were received before it was read are marked in the same transaction.
    """
    async with database.session() as session:
        read_at = await repository.database_time(session)
    found = await provider.read(ref)
    news = 0
    async with database.session() as session:
        for workspace_id in sorted({thing.workspace_id for thing in found}):
            await repository.lock_payments_of(session, workspace_id)
        for thing in sorted(found, key=lambda each: (each.ref.kind, each.ref.id)):
            digest = hashlib.sha256(repr(thing).encode()).digest()
            is_news = await repository.note_read(session, provider.name, thing.ref, read_at=read_at, digest=digest)
            if is_news is None:
                continue
            if isinstance(thing, Payment):
                await _settle_payment(session, provider.name, thing)
            else:
                await _settle_subscription(session, provider.name, thing)
            news += is_news
        await repository.mark_applied(session, provider.name, ref, received_before=read_at)
    return news, found


async def _settle_payment(session: AsyncSession, provider: str, payment: Payment) -> None:
    """Grant what was paid, take back what was taken back, and undo what of that does not stand: each once."""
    if payment.customer_id:
        await repository.keep_customer(session, payment.workspace_id, provider, payment.customer_id)
    if payment.purchase_id:
        reversed_minor = sum(reversal.amount_minor for reversal in payment.reversals if reversal.stands)
        await repository.settle_purchase(session, payment, reversed_minor)
    if payment.sale is None or payment.state != PaymentState.PAID:
        return
    source = f"{provider}:{payment.sale.id}"
    await credits.sell(
        session,
        payment.workspace_id,
        user_id=await repository.buyer_of(session, payment.purchase_id),
        kind=payment.sale.kind,
        amount=payment.sale.credits,
        expires_at=payment.sale.expires_at,
        source=source,
        description=payment.sale.description,
    )
    for reversal in payment.reversals:
        key = f"{provider}:{reversal.id}"
        if reversal.stands:
            amount = _credits_of(payment, payment.sale.credits, reversal)
            await credits.reverse(session, source=source, amount=amount, description=_REASONS[reversal.kind], key=key)
        else:
            await credits.restore(session, key=key, description=_REASONS_UNDONE[reversal.kind])


def _credits_of(payment: Payment, sold: Decimal, reversal: Reversal) -> Decimal:
    """Return what a reversal takes back: as large a part of the credits as of the money."""
    if payment.amount_minor <= 0:
        return Decimal(0)
    part = sold * reversal.amount_minor / payment.amount_minor
    return min(sold, part.quantize(Decimal("0.01")))


async def _settle_subscription(session: AsyncSession, provider: str, subscription: Subscription) -> None:
    """Keep how a plan stands, and give the workspace the best of what it pays for, where that changed."""
    before = await _paid_tier(session, subscription)
    await repository.keep_subscription(session, provider, subscription)
    if subscription.customer_id:
        await repository.keep_customer(session, subscription.workspace_id, provider, subscription.customer_id)
    after = await _paid_tier(session, subscription)
    if after != before:
        await accounts.set_tier_of(session, subscription.workspace_id, after)


async def _paid_tier(session: AsyncSession, subscription: Subscription) -> Tier:
    rows = await repository.list_subscriptions(session, subscription.workspace_id)
    paid = {Tier(price.tier) for row, price in rows if row.state in _GIVES_PLAN and price.tier}
    return max(paid, key=list(Tier).index, default=Tier.FREE)
