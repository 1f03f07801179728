"""The queries on somebody's sessions; the database shows nobody those of another."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class SessionRow(NamedTuple):
    """A session that has not ended."""

    id: UUID
    in_browser: bool
    user_agent: str
    address: str
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime


async def list_all(session: AsyncSession, user_id: UUID) -> Sequence[SessionRow]:
    """Return the sessions of somebody, the last used first. Programs' are noted where their tokens are renewed."""
    query = text(
        "SELECT id, in_browser, user_agent, address, created_at, greatest(last_used_at, rotated_at) AS used_at, "
        "expires_at FROM sessions WHERE user_id = :user AND expires_at > now() ORDER BY used_at DESC, id"
    )
    return [SessionRow(*row) for row in await session.execute(query, {"user": user_id})]


async def end(session: AsyncSession, user_id: UUID, session_id: UUID) -> bool:
    """End one session and return whether there was one."""
    query = text("DELETE FROM sessions WHERE user_id = :user AND id = :id RETURNING id")
    return (await session.execute(query, {"user": user_id, "id": session_id})).one_or_none() is not None


async def confirm(session: AsyncSession, session_id: UUID) -> None:
    """Note that the person behind a session has just proved who they are."""
    await session.execute(text("UPDATE sessions SET confirmed_at = now() WHERE id = :id"), {"id": session_id})


async def is_confirmed(session: AsyncSession, session_id: UUID, *, within: timedelta) -> bool:
    """Return whether they did so lately."""
    query = text("SELECT EXISTS (SELECT FROM sessions WHERE id = :id AND confirmed_at > now() - :within)")
    return bool((await session.execute(query, {"id": session_id, "within": within})).scalar_one())
