"""The queries on accounts that are to be deleted."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def schedule(session: AsyncSession, user_id: UUID, *, after: timedelta) -> datetime:
    """Note when somebody is deleted, unless that is noted; return when."""
    query = text(
        "UPDATE users SET deletion_due_at = coalesce(deletion_due_at, now() + :after) WHERE id = :user "
        "RETURNING deletion_due_at"
    )
    due: datetime = (await session.execute(query, {"user": user_id, "after": after})).scalar_one()
    return due


async def cancel(session: AsyncSession, user_id: UUID) -> None:
    """Forget that somebody is to be deleted."""
    await session.execute(text("UPDATE users SET deletion_due_at = NULL WHERE id = :user"), {"user": user_id})


async def teams_owned_alone(session: AsyncSession, user_id: UUID) -> Sequence[str]:
    """Return the names of the teams that would have no owner without somebody."""
    return (await session.execute(text("SELECT teams_owned_alone(:user)"), {"user": user_id})).scalars().all()


async def list_due(session: AsyncSession) -> Sequence[UUID]:
    """Return whose time has come; for the worker's role."""
    return (await session.execute(text("SELECT due_deletions()"))).scalars().all()


async def erase(session: AsyncSession, user_id: UUID) -> bool:
    """Delete somebody and all that is theirs; False where they took it back meanwhile. For the worker's role."""
    return bool((await session.execute(text("SELECT erase_account(:user)"), {"user": user_id})).scalar_one())
