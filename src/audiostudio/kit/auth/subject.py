"""Who asks: the dependencies that tell every route its caller and give it a session that sees only their rows."""

import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from audiostudio.kit.auth.browser_sessions import SESSION_COOKIE, find_browser_session, require_own_page
from audiostudio.kit.auth.tokens import NotAuthenticated, read_access_token
from audiostudio.kit.postgres.database import Database
from audiostudio.settings import Settings

# The workspace of the backend that holds API_KEY; the first migration makes it.
SERVICE_WORKSPACE_ID = UUID("00000000-0000-7000-8000-000000000001")

_bearer = HTTPBearer(
    auto_error=False, description="An access token from POST /auth/login, or the operator's service key (`API_KEY`)."
)
_cookie = APIKeyCookie(
    name=SESSION_COOKIE, auto_error=False, description="The session of a browser, from POST /auth/session."
)
_READING = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Identity:
    """A caller whose word has been checked.

    ``user_id`` is None for the service: the trusted backend that holds the operator's key.
    """

    workspace_id: UUID
    user_id: UUID | None

    @property
    def is_service(self) -> bool:
        """Whether the caller is the operator's own backend."""
        return self.workspace_id == SERVICE_WORKSPACE_ID


def get_app_settings(connection: HTTPConnection) -> Settings:
    """Return the settings the application runs with."""
    settings: Settings = connection.app.state.settings
    return settings


def get_database(connection: HTTPConnection) -> Database:
    """Return the application's database."""
    database: Database = connection.app.state.database
    return database


AppSettings = Annotated[Settings, Depends(get_app_settings)]
AppDatabase = Annotated[Database, Depends(get_database)]


def identify(token: str, settings: Settings) -> Identity:
    """Return whom a bearer token stands for.

    Raises:
        NotAuthenticated: or one of its kinds.
    """
    service_key = settings.api_key.get_secret_value() if settings.api_key else None
    if service_key and hmac.compare_digest(token.encode(), service_key.encode()):
        return Identity(SERVICE_WORKSPACE_ID, None)
    claims = read_access_token(token, key=settings.signing_key)
    return Identity(claims.workspace_id, claims.user_id)


async def identify_browser(cookie: str, database: Database) -> Identity:
    """Return whose session a browser's cookie stands for.

    Raises:
        SessionEnded: it stands for none (any more).
    """
    async with database.session() as session:
        found = await find_browser_session(session, cookie)
    return Identity(found.workspace_id, found.user_id)


async def current_identity(
    request: Request,
    settings: AppSettings,
    database: AppDatabase,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    cookie: Annotated[str | None, Depends(_cookie)],
) -> Identity:
    """Return the caller: by the token of a program, else by the session of a browser.

    Raises:
        NotAuthenticated: there is neither, or it must not be believed.
        CrossSiteRequest: there is a session, and a page of another site makes use of it.
    """
    if credentials is not None:
        return identify(credentials.credentials, settings)
    if not cookie:
        raise NotAuthenticated(headers={"WWW-Authenticate": "Bearer"})
    if request.method not in _READING:
        require_own_page(request, settings)
    return await identify_browser(cookie, database)


CurrentIdentity = Annotated[Identity, Depends(current_identity)]


async def _anonymous_session(database: AppDatabase) -> AsyncIterator[AsyncSession]:
    async with database.session() as session:
        yield session


async def _tenant_session(database: AppDatabase, identity: CurrentIdentity) -> AsyncIterator[AsyncSession]:
    async with database.session(workspace_id=identity.workspace_id, user_id=identity.user_id) as session:
        yield session


# Scope "function" commits before the answer is sent: what a caller is told has happened, has happened.
AnonymousSession = Annotated[AsyncSession, Depends(_anonymous_session, scope="function")]
TenantSession = Annotated[AsyncSession, Depends(_tenant_session, scope="function")]
