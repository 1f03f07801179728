"""The queries on subscriptions and deliveries."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.outbound.post import Answer
from audiostudio.kit.postgres.locks import lock_name
from audiostudio.webhooks.models import Delivery, Subscription


async def lock(session: AsyncSession, workspace_id: UUID) -> None:
    """Let nobody else subscribe for the workspace until the transaction ends."""
    await lock_name(session, f"webhooks {workspace_id}")


async def list_subscriptions(session: AsyncSession, workspace_id: UUID) -> Sequence[Subscription]:
    """Return a workspace's subscriptions, oldest first."""
    query = select(Subscription).where(Subscription.workspace_id == workspace_id)
    return (await session.execute(query.order_by(Subscription.created_at, Subscription.id))).scalars().all()


async def get_subscription(session: AsyncSession, subscription_id: UUID, *, lock: bool = False) -> Subscription | None:
    """Return a subscription, where the session may see it."""
    query = select(Subscription).where(Subscription.id == subscription_id)
    return (await session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()


async def add(session: AsyncSession, row: Subscription | Delivery) -> None:
    """Insert a subscription or a delivery."""
    session.add(row)
    await session.flush()
    await session.refresh(row)


async def remove_subscription(session: AsyncSession, subscription_id: UUID) -> None:
    """Delete a subscription with its log."""
    await session.execute(delete(Subscription).where(Subscription.id == subscription_id))


async def deactivate(session: AsyncSession, subscription_id: UUID) -> None:
    """Send a subscription no more events."""
    await session.execute(update(Subscription).where(Subscription.id == subscription_id).values(active=False))


async def get_delivery(session: AsyncSession, delivery_id: UUID) -> Delivery | None:
    """Return a delivery, where the session may see it."""
    return (await session.execute(select(Delivery).where(Delivery.id == delivery_id))).scalar_one_or_none()


async def list_deliveries(
    session: AsyncSession,
    workspace_id: UUID,
    subscription_id: UUID | None,
    *,
    limit: int,
    after: tuple[datetime, UUID] | None,
) -> Sequence[Delivery]:
    """Return deliveries, of one subscription or all, newest first."""
    query = select(Delivery).where(Delivery.workspace_id == workspace_id)
    if subscription_id is not None:
        query = query.where(Delivery.subscription_id == subscription_id)
    if after is not None:
        query = query.where(tuple_(Delivery.created_at, Delivery.id) < after)
    query = query.order_by(Delivery.created_at.desc(), Delivery.id.desc()).limit(limit)
    return (await session.execute(query)).scalars().all()


async def claim_due(session: AsyncSession, lease: timedelta, *, except_of: Collection[UUID]) -> Delivery | None:
    """Take one delivery that is due, or return None; those of the workspaces ``except_of`` are passed over.

    Nobody else takes it during the lease; if this process dies, it is due again afterwards. ``attempts`` counts the one
    that is being made.
    """
    found = await session.execute(
        select(Delivery).from_statement(
            text(
                """UPDATE webhook_deliveries SET attempts = attempts + 1, next_attempt_at = now() + :lease
                   WHERE id = (SELECT id FROM webhook_deliveries
                               WHERE next_attempt_at <= now() AND workspace_id <> ALL (:except_of)
                               ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                   RETURNING *"""
            )
        ),
        {"lease": lease, "except_of": list(except_of)},
    )
    return found.scalar_one_or_none()


async def settle(
    session: AsyncSession,
    delivery_id: UUID,
    *,
    result: str,
    answer: Answer | None,
    duration_ms: int,
    retry_in: timedelta | None,
) -> None:
    """Note how an attempt went: delivered, to be tried again in a while, or given up."""
    await session.execute(
        update(Delivery)
        .where(Delivery.id == delivery_id)
        .values(
            last_result=result,
            answer_status=answer.status if answer else None,
            answer_head=answer.head if answer else None,
            duration_ms=duration_ms,
            attempted_at=func.now(),
            next_attempt_at=func.now() + retry_in if retry_in else None,
            delivered_at=func.now() if result == "delivered" else None,
        )
    )


async def forget_deliveries(session: AsyncSession, older_than: timedelta) -> None:
    """Delete what was delivered or given up long ago."""
    await session.execute(
        delete(Delivery).where(Delivery.created_at < func.now() - older_than, Delivery.next_attempt_at.is_(None))
    )
