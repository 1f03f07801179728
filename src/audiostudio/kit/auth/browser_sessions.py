"""Sessions of browsers: a cookie that no script can read, looked up at every request, so that signing out ends it."""

from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from audiostudio.kit.auth.random_tokens import token_hash
from audiostudio.kit.auth.scopes import Role
from audiostudio.kit.auth.tokens import SessionEnded
from audiostudio.kit.http.errors import Problem
from audiostudio.settings import Settings

SESSION_COOKIE = "audiostudio_session"
_PORTS = {"http": 80, "https": 443}

_FIND = text("SELECT session_id, user_id, workspace_id, role, expires_at, unused_for FROM find_browser_session(:hash)")
_NOTE_USE = text("SELECT note_session_use(:session)")
_NOTED_EVERY = timedelta(minutes=5)  # a list of sessions needs no better, and looking one up need not write


class CrossSiteRequest(Problem):
    """A page of another site made a browser send this, with the cookie of whoever sits before it."""

    status = 403
    code = "cross_site_request"
    title = "A browser's session serves the pages of this server alone; other programs send an access token."


class BrowserSession(NamedTuple):
    """Whose session a cookie stands for, what they are in its workspace, and until when."""

    session_id: UUID
    user_id: UUID
    workspace_id: UUID
    role: Role
    expires_at: datetime


async def find_browser_session(session: AsyncSession, cookie: str) -> BrowserSession:
    """Return the session that a cookie stands for.

    Raises:
        SessionEnded: it expired or was signed out, or there never was one.
    """
    found = (await session.execute(_FIND, {"hash": token_hash(cookie)})).one_or_none()
    if found is None:
        raise SessionEnded
    if found.unused_for > _NOTED_EVERY:
        await session.execute(_NOTE_USE, {"session": found.session_id})
    return BrowserSession(found.session_id, found.user_id, found.workspace_id, Role(found.role), found.expires_at)


def require_own_page(connection: HTTPConnection, settings: Settings) -> None:
    """Refuse what a page of another site sent: browsers tell the page's origin with all that changes anything.

    Raises:
        CrossSiteRequest: the origin is another, or is not told.
    """
    origin = _origin(connection.headers.get("origin", ""))
    scheme = {"ws": "http", "wss": "https"}.get(connection.scope["scheme"], connection.scope["scheme"])
    asked = _origin(f"{scheme}://{connection.headers.get('host', '')}")
    if origin is None or origin not in (asked, _origin(settings.public_url)):
        raise CrossSiteRequest


def _origin(address: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of an http(s) address, as browsers compare them (RFC 6454, 5); None of another."""
    try:
        parts = urlsplit(address)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None
