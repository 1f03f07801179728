"""Rules of sessions: which there are, how one or all others end, and how a person proves that it is still them."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts import repository as accounts
from audiostudio.accounts.sessions import repository
from audiostudio.accounts.sessions.schemas import SessionView
from audiostudio.kit.http.errors import Problem


class SessionNotFound(Problem):
    """There is no such session, or it is somebody else's."""

    status = 404
    code = "session_not_found"
    title = "There is no such session; it may have ended."


async def list_all(session: AsyncSession, user_id: UUID, *, current: UUID) -> list[SessionView]:
    """Return where somebody is signed in, the last used first."""
    return [
        SessionView(
            session_id=row.id,
            current=row.id == current,
            kind="browser" if row.in_browser else "program",
            user_agent=row.user_agent,
            address=row.address,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            expires_at=row.expires_at,
        )
        for row in await repository.list_all(session, user_id)
    ]


async def end(session: AsyncSession, user_id: UUID, session_id: UUID) -> None:
    """End one session.

    Raises:
        SessionNotFound: it is not there, or somebody else's.
    """
    if not await repository.end(session, user_id, session_id):
        raise SessionNotFound


async def end_others(session: AsyncSession, user_id: UUID, *, current: UUID) -> list[UUID]:
    """End all sessions but the current one and return their ids."""
    return list(await accounts.end_sessions(session, user_id, but=current))


async def confirm(session: AsyncSession, session_id: UUID) -> None:
    """Note that the person behind a session has just proved who they are."""
    await repository.confirm(session, session_id)


async def is_confirmed(session: AsyncSession, session_id: UUID, *, within: timedelta) -> bool:
    """Return whether they did so lately; signing in counts."""
    return await repository.is_confirmed(session, session_id, within=within)
