"""The queries on deliveries."""

from collections.abc import Collection
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Delivery(NamedTuple):
    """A message that is owed; ``attempts`` counts the one that is being made."""

    id: UUID
    workspace_id: UUID
    job_id: UUID
    url: str
    attempts: int


async def claim_due(session: AsyncSession, lease: timedelta, *, except_of: Collection[UUID]) -> Delivery | None:
    """Take one delivery that is due, or return None; those of the workspaces ``except_of`` are passed over.

    Nobody else takes it during the lease; if this process dies, it is due again afterwards.
    """
    found = await session.execute(
        text(
            """UPDATE webhook_deliveries SET attempts = attempts + 1, next_attempt_at = now() + :lease
               WHERE id = (SELECT id FROM webhook_deliveries
                           WHERE next_attempt_at <= now() AND workspace_id <> ALL (:except_of)
                           ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
               RETURNING id, workspace_id, job_id, url, attempts"""
        ),
        {"lease": lease, "except_of": list(except_of)},
    )
    row = found.one_or_none()
    return None if row is None else Delivery(*row)


async def settle(session: AsyncSession, delivery_id: UUID, *, result: str, retry_in: timedelta | None) -> None:
    """Note how an attempt went: delivered, to be tried again in a while, or given up."""
    await session.execute(
        text(
            """UPDATE webhook_deliveries SET last_result = :result, next_attempt_at = now() + :retry_in,
               delivered_at = CASE WHEN :result = 'delivered' THEN now() END WHERE id = :id"""
        ),
        {"id": delivery_id, "result": result, "retry_in": retry_in},
    )
