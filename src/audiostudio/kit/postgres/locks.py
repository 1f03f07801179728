"""Locks by name, for rules that no row could hold: the next one who asks waits until the transaction ends."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession


async def lock_name(session: AsyncSession, name: str) -> None:
    """Hold a name until the session's transaction ends; others who ask for it wait."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
