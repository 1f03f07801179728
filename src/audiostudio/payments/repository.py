"""The queries on prices, purchases, subscriptions, and on what providers told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from audiostudio.kit.postgres.locks import lock_name
from audiostudio.payments.models import PlanSubscription, Price, Purchase
from audiostudio.payments.providers.base import Event, Payment, Ref, Subscription


async def list_prices_on_sale(session: AsyncSession) -> Sequence[Price]:
    """Return the newest version of every product that is sold, packages before plans, the smallest first."""
    of = aliased(Price)
    newest = select(func.max(of.version)).where(of.product == Price.product).scalar_subquery()
    query = (
        select(Price)
        .where(Price.on_sale, Price.version == newest)
        .order_by(Price.tier.is_not(None), Price.amount_minor, Price.product)
    )
    return (await session.execute(query)).scalars().all()


async def list_prices(session: AsyncSession) -> Sequence[Price]:
    """Return every version of every product."""
    return (await session.execute(select(Price))).scalars().all()


async def newest_price(session: AsyncSession, product: str) -> Price | None:
    """Return the newest version of a product, and let others who change its price wait."""
    await lock_name(session, f"price of {product}")
    query = select(Price).where(Price.product == product).order_by(Price.version.desc()).limit(1)
    return (await session.execute(query)).scalar_one_or_none()


async def add_price(session: AsyncSession, price: Price) -> None:
    """Insert a version of a product."""
    session.add(price)
    await session.flush()


async def add_purchase(
    session: AsyncSession,
    *,
    purchase_id: UUID,
    workspace_id: UUID,
    user_id: UUID | None,
    price_id: UUID,
    provider: str,
) -> None:
    """Insert a purchase that is about to start."""
    await session.execute(
        text(
            "INSERT INTO purchases (id, workspace_id, user_id, price_id, provider) "
            "VALUES (:id, :workspace, :user, :price, :provider)"
        ),
        {"id": purchase_id, "workspace": workspace_id, "user": user_id, "price": price_id, "provider": provider},
    )


async def note_checkout(session: AsyncSession, purchase_id: UUID, *, checkout_id: str, url: str) -> None:
    """Keep where the provider's checkout is."""
    await session.execute(
        update(Purchase)
        .where(Purchase.id == purchase_id)
        .values(checkout_id=checkout_id, checkout_url=url, updated_at=func.now())
    )


async def get_purchase(session: AsyncSession, purchase_id: UUID) -> Row[Purchase, Price] | None:
    """Return a purchase with its price, where the session may see it."""
    query = select(Purchase, Price).join(Price, Price.id == Purchase.price_id).where(Purchase.id == purchase_id)
    return (await session.execute(query)).one_or_none()


async def list_purchases(
    session: AsyncSession, workspace_id: UUID, *, limit: int, after: tuple[datetime, UUID] | None
) -> Sequence[Row[Purchase, Price]]:
    """Return purchases newest first, starting behind the row named by ``after``."""
    query = (
        select(Purchase, Price)
        .join(Price, Price.id == Purchase.price_id)
        .where(Purchase.workspace_id == workspace_id)
        .order_by(Purchase.created_at.desc(), Purchase.id.desc())
        .limit(limit)
    )
    if after is not None:
        at, purchase_id = after
        query = query.where((Purchase.created_at < at) | ((Purchase.created_at == at) & (Purchase.id < purchase_id)))
    return (await session.execute(query)).all()


async def list_subscriptions(session: AsyncSession, workspace_id: UUID) -> Sequence[Row[PlanSubscription, Price]]:
    """Return the plans that a workspace pays or paid for, the latest first."""
    query = (
        select(PlanSubscription, Price)
        .join(Price, Price.id == PlanSubscription.price_id)
        .where(PlanSubscription.workspace_id == workspace_id)
        .order_by(PlanSubscription.period_end.desc())
    )
    return (await session.execute(query)).all()


async def find_customer(session: AsyncSession, workspace_id: UUID, provider: str) -> str | None:
    """Return whom a provider knows a workspace as."""
    found = await session.execute(
        text("SELECT customer_id FROM payment_customers WHERE workspace_id = :workspace AND provider = :provider"),
        {"workspace": workspace_id, "provider": provider},
    )
    return found.scalar_one_or_none()


# What providers tell; in the worker's role, but for `receive` ---------------------------------------------------------


async def receive(session: AsyncSession, provider: str, event: Event) -> bool:
    """Put an event into the inbox and return whether it is new."""
    about = event.about
    values = {
        "provider": provider,
        "id": event.id,
        "type": event.type,
        "kind": about and about.kind,
        "object": about and about.id,
    }
    # Without naming the key: naming it would need the right to read what others received.
    found = await session.execute(
        text(
            "INSERT INTO payment_events (provider, event_id, type, object_kind, object_id) "
            "VALUES (:provider, :id, :type, :kind, :object) ON CONFLICT DO NOTHING"
        ),
        values,
    )
    return bool(found.rowcount)  # type: ignore[attr-defined]


async def get_event(session: AsyncSession, provider: str, event_id: str) -> Row[Any] | None:
    """Return what an event is about, and whether it was applied."""
    found = await session.execute(
        text(
            "SELECT object_kind, object_id, applied_at IS NOT NULL AS is_applied FROM payment_events "
            "WHERE provider = :provider AND event_id = :id"
        ),
        {"provider": provider, "id": event_id},
    )
    return found.one_or_none()


async def mark_applied(session: AsyncSession, provider: str, ref: Ref, *, received_before: datetime) -> None:
    """Mark what was received about an object before it was read: what was read holds all of it."""
    await session.execute(
        text(
            "UPDATE payment_events SET applied_at = now() WHERE provider = :provider AND object_kind = :kind "
            "AND object_id = :id AND applied_at IS NULL AND received_at <= :before"
        ),
        {"provider": provider, "kind": ref.kind, "id": ref.id, "before": received_before},
    )


async def database_time(session: AsyncSession) -> datetime:
    """Return the database's time, which is the same for all workers."""
    at: datetime = (await session.execute(text("SELECT clock_timestamp()"))).scalar_one()
    return at


async def lock_payments_of(session: AsyncSession, workspace_id: UUID) -> None:
    """Let what is settled for one workspace wait for each other, before it locks rows in whichever order."""
    await lock_name(session, f"payments of {workspace_id}")


async def note_read(session: AsyncSession, provider: str, ref: Ref, *, read_at: datetime, digest: bytes) -> bool | None:
    """Note what was read, and wait for others who do; return whether it is news, None where theirs was read later."""
    key = {"provider": provider, "kind": ref.kind, "id": ref.id}
    await session.execute(
        text(
            "INSERT INTO payment_reads (provider, object_kind, object_id, read_at, digest) "
            "VALUES (:provider, :kind, :id, '-infinity', '') ON CONFLICT DO NOTHING"
        ),
        key,
    )
    where = "WHERE provider = :provider AND object_kind = :kind AND object_id = :id"
    row = (
        await session.execute(
            text(f"SELECT read_at >= :at AS is_newer, digest FROM payment_reads {where} FOR UPDATE"),  # noqa: S608
            key | {"at": read_at},
        )
    ).one()
    if row.is_newer:
        return None
    await session.execute(
        text(f"UPDATE payment_reads SET read_at = :at, digest = :digest {where}"),  # noqa: S608
        key | {"at": read_at, "digest": digest},
    )
    return bool(row.digest != digest)


async def settle_purchase(session: AsyncSession, payment: Payment, reversed_minor: int) -> None:
    """Keep how far a purchase came; one whose process died before the provider's answer learns of its checkout here."""
    await session.execute(
        update(Purchase)
        .where(Purchase.id == payment.purchase_id)
        .values(
            state=payment.state,
            reversed_minor=reversed_minor,
            receipt_url=payment.receipt_url,
            checkout_id=payment.ref.id,
            updated_at=func.now(),
        )
    )


async def buyer_of(session: AsyncSession, purchase_id: UUID | None) -> UUID | None:
    """Return who started a purchase."""
    return (await session.execute(select(Purchase.user_id).where(Purchase.id == purchase_id))).scalar_one_or_none()


async def keep_customer(session: AsyncSession, workspace_id: UUID, provider: str, customer_id: str) -> None:
    """Keep whom a provider knows a workspace as."""
    await session.execute(
        text(
            "INSERT INTO payment_customers (workspace_id, provider, customer_id) VALUES (:workspace, :provider, :id) "
            "ON CONFLICT (workspace_id, provider) DO UPDATE SET customer_id = excluded.customer_id"
        ),
        {"workspace": workspace_id, "provider": provider, "id": customer_id},
    )


async def keep_subscription(session: AsyncSession, provider: str, subscription: Subscription) -> None:
    """Keep how a subscription stands."""
    await session.execute(
        text(
            "INSERT INTO subscriptions (provider, subscription_id, workspace_id, price_id, state, period_start, "
            "period_end, cancels_at_period_end) "
            "VALUES (:provider, :id, :workspace, :price, :state, :start, :end, :cancels) "
            "ON CONFLICT (provider, subscription_id) DO UPDATE SET price_id = excluded.price_id, "
            "state = excluded.state, period_start = excluded.period_start, period_end = excluded.period_end, "
            "cancels_at_period_end = excluded.cancels_at_period_end, updated_at = now()"
        ),
        {
            "provider": provider,
            "id": subscription.ref.id,
            "workspace": subscription.workspace_id,
            "price": subscription.price_id,
            "state": subscription.state,
            "start": subscription.period_start,
            "end": subscription.period_end,
            "cancels": subscription.cancels_at_period_end,
        },
    )


async def list_unsettled(session: AsyncSession, provider: str) -> Sequence[Row[str, str]]:
    """Return kind and id of what is known here and may have gone on there: checkouts, plans, events not applied."""
    found = await session.execute(
        text(
            "SELECT 'checkout' AS kind, checkout_id AS id FROM purchases WHERE provider = :provider "
            "AND state IN ('open', 'pending') AND checkout_id IS NOT NULL AND created_at > now() - interval '40 days' "
            "UNION SELECT 'subscription', subscription_id FROM subscriptions WHERE provider = :provider "
            "AND state <> 'ended' AND period_end < now() "
            "UNION SELECT object_kind, object_id FROM payment_events WHERE provider = :provider "
            "AND applied_at IS NULL AND object_kind IS NOT NULL"
        ),
        {"provider": provider},
    )
    return found.all()


async def list_forgotten_events(session: AsyncSession, limit: int) -> Sequence[Row[str, str]]:
    """Return provider and id of events that were received a while ago and not applied."""
    found = await session.execute(
        text(
            "SELECT provider, event_id FROM payment_events WHERE applied_at IS NULL AND object_kind IS NOT NULL "
            "AND received_at < now() - interval '2 minutes' ORDER BY received_at LIMIT :limit"
        ),
        {"limit": limit},
    )
    return found.all()


async def last_reconciled(session: AsyncSession, provider: str) -> datetime | None:
    """Return when the last reconciliation with a provider that found nothing wrong began."""
    found = await session.execute(
        text("SELECT max(began_at) FROM payment_reconciliations WHERE provider = :provider AND faults = '{}'"),
        {"provider": provider},
    )
    began_at: datetime | None = found.scalar_one()
    return began_at


async def add_reconciliation(
    session: AsyncSession, provider: str, *, began_at: datetime, objects_read: int, healed: int, faults: Sequence[str]
) -> None:
    """Keep what a reconciliation found, and forget those of a year ago."""
    await session.execute(
        text("DELETE FROM payment_reconciliations WHERE began_at < now() - interval '1 year'"),
    )
    await session.execute(
        text(
            "INSERT INTO payment_reconciliations (provider, began_at, objects_read, healed, faults) "
            "VALUES (:provider, :began_at, :objects, :healed, :faults)"
        ),
        {
            "provider": provider,
            "began_at": began_at,
            "objects": objects_read,
            "healed": healed,
            "faults": list(faults),
        },
    )
