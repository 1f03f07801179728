"""The queries on batches."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.submissions.models import Batch


async def add(session: AsyncSession, batch: Batch) -> None:
    """Insert a batch."""
    session.add(batch)
    await session.flush()


async def get(session: AsyncSession, batch_id: UUID) -> Batch | None:
    """Return a batch, where the session may see it."""
    return (await session.execute(select(Batch).where(Batch.id == batch_id))).scalar_one_or_none()


async def forget(session: AsyncSession, older_than: timedelta) -> None:
    """Delete the batches of long ago; their jobs stay."""
    await session.execute(delete(Batch).where(Batch.created_at < func.now() - older_than))
