"""The queries on accounts and teams that are to be deleted."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def schedule(session: AsyncSession, user_id: UUID, *, after: timedelta) -> datetime:
    """Note when somebody is deleted, unless that is noted; return when."""
    query = text("SELECT schedule_deletion(:user, :after)")
    due: datetime = (await session.execute(query, {"user": user_id, "after": after})).scalar_one()
    return due


async def schedule_team(session: AsyncSession, name: str, *, after: timedelta) -> datetime:
    """Note when the team that the session is in is deleted, unless that is noted; return when."""
    query = text("SELECT schedule_team_deletion(:name, :after)")
    due: datetime = (await session.execute(query, {"name": name, "after": after})).scalar_one()
    return due


async def cancel_team(session: AsyncSession) -> None:
    """Forget that the team that the session is in is to be deleted."""
    await session.execute(text("SELECT cancel_team_deletion()"))


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


async def list_due_teams(session: AsyncSession) -> Sequence[UUID]:
    """Return the teams whose time has come; for the worker's role."""
    return (await session.execute(text("SELECT due_team_deletions()"))).scalars().all()


async def erase_team(session: AsyncSession, workspace_id: UUID) -> bool:
    """Delete a team and all that is in it; False where its owner took it back meanwhile. For the worker's role."""
    found = await session.execute(text("SELECT erase_team(:team)"), {"team": workspace_id})
    return bool(found.scalar_one())
