"""The queries on the sandbox's own books: what a provider would keep on machines of its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

_CHECKOUTS = (
    "SELECT c.id, c.workspace_id, c.purchase_id, c.price_id, c.return_url, c.state, c.refunded_minor, c.cancelled_at, "
    "c.paid_at, c.created_at, p.name, p.credits, p.amount_minor, p.currency, p.tier "
    "FROM sandbox_checkouts c JOIN prices p ON p.id = c.price_id"
)


async def add_checkout(
    session: AsyncSession, checkout_id: str, *, workspace_id: UUID, purchase_id: UUID, price_id: UUID, return_url: str
) -> None:
    """Insert a checkout, unless it is there."""
    await session.execute(
        text(
            "INSERT INTO sandbox_checkouts (id, workspace_id, purchase_id, price_id, return_url) "
            "VALUES (:id, :workspace, :purchase, :price, :url) ON CONFLICT DO NOTHING"
        ),
        {
            "id": checkout_id,
            "workspace": workspace_id,
            "purchase": purchase_id,
            "price": price_id,
            "url": return_url,
        },
    )


async def find_checkout(session: AsyncSession, checkout_id: str) -> Row[Any] | None:
    """Return a checkout with what it sells, where the session may see it."""
    return (await session.execute(text(f"{_CHECKOUTS} WHERE c.id = :id"), {"id": checkout_id})).one_or_none()


async def decide_checkout(session: AsyncSession, checkout_id: str, state: str) -> bool:
    """Keep how a checkout that is open or pending went on; False where it has ended."""
    changed = await session.execute(
        text(
            "UPDATE sandbox_checkouts SET state = :state, updated_at = now(), "
            "paid_at = CASE WHEN :state = 'paid' THEN now() END WHERE id = :id AND state IN ('open', 'pending')"
        ),
        {"id": checkout_id, "state": state},
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]


async def refund_checkout(session: AsyncSession, checkout_id: str, amount_minor: int) -> None:
    """Keep that money of a paid checkout went back; the first time counts."""
    await session.execute(
        text(
            "UPDATE sandbox_checkouts SET refunded_minor = :amount, updated_at = now() "
            "WHERE id = :id AND state = 'paid' AND refunded_minor = 0"
        ),
        {"id": checkout_id, "amount": amount_minor},
    )


async def cancel_plans(session: AsyncSession) -> Sequence[str]:
    """End the paid plans that the session may see with their month, and return their checkouts."""
    ended = await session.execute(
        text(
            "UPDATE sandbox_checkouts c SET cancelled_at = now(), updated_at = now() FROM prices p "
            "WHERE p.id = c.price_id AND p.tier IS NOT NULL AND c.paid_at IS NOT NULL AND c.cancelled_at IS NULL "
            "RETURNING c.id"
        )
    )
    return ended.scalars().all()


async def list_changed(session: AsyncSession, since: datetime) -> Sequence[str]:
    """Return the checkouts that changed since then."""
    found = await session.execute(
        text("SELECT id FROM sandbox_checkouts WHERE updated_at >= :since ORDER BY updated_at"), {"since": since}
    )
    return found.scalars().all()
