"""The queries on deliveries."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession


async def claim_due(session: AsyncSession, lease: timedelta) -> Row[UUID, UUID, UUID, str, int] | None:
    """Take one delivery that is due (id, workspace, job, address, attempts with this one), or None.

    Nobody else takes it during the lease; if this process dies, it is due again afterwards.
    """
    found = await session.execute(
        text(
            """UPDATE webhook_deliveries SET attempts = attempts + 1, next_attempt_at = now() + :lease
               WHERE id = (SELECT id FROM webhook_deliveries WHERE next_attempt_at <= now()
                           ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
               RETURNING id, workspace_id, job_id, url, attempts"""
        ),
        {"lease": lease},
    )
    return found.one_or_none()


async def settle(session: AsyncSession, delivery_id: UUID, *, result: str, retry_in: timedelta | None) -> None:
    """Note how an attempt went: delivered, to be tried again in a while, or given up."""
    await session.execute(
        text(
            """UPDATE webhook_deliveries SET last_result = :result, next_attempt_at = now() + :retry_in,
               delivered_at = CASE WHEN :result = 'delivered' THEN now() END WHERE id = :id"""
        ),
        {"id": delivery_id, "result": result, "retry_in": retry_in},
    )
