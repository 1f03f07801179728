"""Who asks and what they may: every route says what it requires, and so gets its subject and a session of theirs."""

import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Security
from fastapi.params import Security as SecurityParameter
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer, SecurityScopes
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import HTTPConnection

from audiostudio.kit.auth.api_keys import find_api_key, is_secret, refuse_keys_in_address, require_well_formed
from audiostudio.kit.auth.browser_sessions import SESSION_COOKIE, find_browser_session, require_own_page
from audiostudio.kit.auth.ended_sessions import EndedSessions
from audiostudio.kit.auth.memberships import WORKSPACE_HEADER, WorkspaceNotYours, find_role, named_workspace
from audiostudio.kit.auth.scopes import SCOPES, NotPermitted, Role, Scope
from audiostudio.kit.auth.tokens import TOKEN_REFUSED, NotAuthenticated, SessionEnded, read_access_token
from audiostudio.kit.http.rate_limits import RequestLimits, note_allowance
from audiostudio.kit.http.state import app_state
from audiostudio.kit.postgres.database import Database
from audiostudio.settings import Settings

# The workspace of the backend that holds API_KEY; the first migration makes it.
SERVICE_WORKSPACE_ID = UUID("00000000-0000-7000-8000-000000000001")

_bearer = HTTPBearer(
    auto_error=False,
    description="An API key (`audiostudio_…`, made with POST /api-keys), an access token from POST /auth/login, or the "
    f"operator's service key (`API_KEY`). Beside an access token the header `{WORKSPACE_HEADER}` names another of your "
    "workspaces than the one signed in to.",
)
_cookie = APIKeyCookie(
    name=SESSION_COOKIE, auto_error=False, description="The session of a browser, from POST /auth/session."
)
_READING = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True)
class Subject:
    """Whoever asks, once their word has been checked, in the workspace that they ask about.

    ``user_id`` is None for the service: the trusted backend that holds the operator's key. ``key_id`` names the API key
    that speaks for the user; what it may do is what they may, as far as the key does, too. ``session_id`` is that of a
    person who signed in, None for all else.
    """

    workspace_id: UUID
    user_id: UUID | None
    role: Role
    scopes: frozenset[Scope]
    key_id: UUID | None = None
    session_id: UUID | None = None

    def __str__(self) -> str:
        """Name them the same in every process and role, for limits to count by."""
        return f"{self.workspace_id}/{self.user_id}"

    @property
    def is_service(self) -> bool:
        """Whether this is the operator's own backend."""
        return self.workspace_id == SERVICE_WORKSPACE_ID

    def require(self, *scopes: str) -> None:
        """Refuse what the subject may not do.

        Raises:
            NotPermitted: a scope is missing.
        """
        if missing := sorted(set(scopes) - self.scopes):
            needed = " and ".join(f"'{scope}'" for scope in missing)
            holder = f"the role '{self.role}'" if self.key_id is None else "this API key"
            raise NotPermitted(f"This needs {needed}, which {holder} does not have.", required=missing)


def subject_of(
    workspace_id: UUID, user_id: UUID | None, role: Role = Role.OWNER, session_id: UUID | None = None
) -> Subject:
    """Return the subject that may do all that a role may."""
    return Subject(workspace_id, user_id, role, SCOPES[role], session_id=session_id)


# Dependencies are coroutines, for the framework runs plain functions in a thread each.
async def get_app_settings(connection: HTTPConnection) -> Settings:
    """Return the settings the application runs with."""
    return app_state(connection).settings


async def get_database(connection: HTTPConnection) -> Database:
    """Return the application's database."""
    return app_state(connection).database


AppSettings = Annotated[Settings, Depends(get_app_settings)]
AppDatabase = Annotated[Database, Depends(get_database)]


async def authenticate_token(
    connection: HTTPConnection, token: str, *, database: Database, settings: Settings
) -> Subject:
    """Return whom a bearer token stands for, in the workspace that the request names.

    Raises:
        NotAuthenticated: or one of its kinds.
        WorkspaceNotYours: they are no member of that workspace.
    """
    service_key = settings.api_key.get_secret_value() if settings.api_key else None
    if service_key and hmac.compare_digest(token.encode(), service_key.encode()):
        if named_workspace(connection) not in (None, SERVICE_WORKSPACE_ID):
            raise WorkspaceNotYours("The service key works in the service's own workspace alone.")
        return subject_of(SERVICE_WORKSPACE_ID, None)
    if is_secret(token):
        return await _holder_of_key(connection, token, database)
    claims = read_access_token(token, key=settings.signing_key)
    if claims.session_id in app_state(connection).part(EndedSessions):
        raise SessionEnded(headers=TOKEN_REFUSED)
    return await _member(
        connection, database, claims.user_id, claims.workspace_id, claims.role, session_id=claims.session_id
    )


async def _holder_of_key(connection: HTTPConnection, secret: str, database: Database) -> Subject:
    require_well_formed(secret)
    async with database.session() as session:
        key = await find_api_key(session, secret)
    if named_workspace(connection) not in (None, key.workspace_id):
        raise WorkspaceNotYours("An API key works in its own workspace alone.")
    return Subject(key.workspace_id, key.user_id, key.role, key.scopes & SCOPES[key.role], key.key_id)


async def authenticate_cookie(connection: HTTPConnection, cookie: str, *, database: Database) -> Subject:
    """Return whose session a browser's cookie stands for, in the workspace that the request names.

    Raises:
        SessionEnded: it stands for none (any more).
        WorkspaceNotYours: they are no member of that workspace.
    """
    async with database.session() as session:
        found = await find_browser_session(session, cookie)
    return await _member(
        connection, database, found.user_id, found.workspace_id, found.role, session_id=found.session_id
    )


async def _member(
    connection: HTTPConnection,
    database: Database,
    user_id: UUID,
    workspace_id: UUID,
    role: Role | None,
    *,
    session_id: UUID,
) -> Subject:
    """Return the subject in the workspace that is named, else in their session's; ask the database only if need be.

    ``role`` is that in the session's workspace, None where the token was issued before tokens told it.
    """
    chosen = named_workspace(connection) or workspace_id
    if role is None or chosen != workspace_id:
        role = await find_role(database, user_id=user_id, workspace_id=chosen)
    return subject_of(chosen, user_id, role, session_id)


async def _authenticated(
    request: Request,
    settings: AppSettings,
    database: AppDatabase,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    cookie: Annotated[str | None, Depends(_cookie)],
) -> Subject:
    """Return the subject: by the token of a program, else by the session of a browser; one more request of theirs."""
    refuse_keys_in_address(request)
    if credentials is not None:
        subject = await authenticate_token(request, credentials.credentials, database=database, settings=settings)
    elif not cookie:
        raise NotAuthenticated(headers={"WWW-Authenticate": "Bearer"})
    else:
        if request.method not in _READING:
            require_own_page(request, settings)
        subject = await authenticate_cookie(request, cookie, database=database)
    if not subject.is_service:  # whom the operator trusts
        note_allowance(request, await app_state(request).part(RequestLimits).count(subject.workspace_id))
    return subject


async def authorized(required: SecurityScopes, subject: Annotated[Subject, Depends(_authenticated)]) -> Subject:
    """Return the subject, who holds every scope that the route requires.

    Raises:
        KeyInAddress: the address holds an API key.
        NotAuthenticated: nobody says who asks, or it must not be believed.
        RateLimited: the workspace asks more often than its plan allows.
        CrossSiteRequest: there is a browser's session, and a page of another site makes use of it.
        WorkspaceNotYours: they named a workspace that they are no member of.
        NotPermitted: they may not do this.
    """
    if not required.scopes:
        raise RuntimeError("a route asks for its subject without saying what it requires")
    subject.require(*required.scopes)
    return subject


CurrentSubject = Annotated[Subject, Depends(authorized)]
"""The subject for dependencies of routes; what it must hold comes from the route, by :func:`requires`."""


def requires(*scopes: Scope, of: Any = authorized) -> Any:
    """Require scopes of a route's subject: ``Annotated[Subject, requires(Scope.JOBS_READ)]``.

    ``of`` is any dependency that takes a ``CurrentSubject``, itself or through others; it is then called only for
    subjects who hold the scopes.
    """
    return Security(of, scopes=scopes)


async def _anonymous_session(database: AppDatabase) -> AsyncIterator[AsyncSession]:
    async with database.session() as session:
        yield session


async def _tenant_session(database: AppDatabase, subject: CurrentSubject) -> AsyncIterator[AsyncSession]:
    async with database.session(workspace_id=subject.workspace_id, user_id=subject.user_id) as session:
        yield session


# Scope "function" commits before the answer is sent: what a caller is told has happened, has happened.
AnonymousSession = Annotated[AsyncSession, Depends(_anonymous_session, scope="function")]


def tenant_session(*scopes: Scope) -> Any:
    """Require scopes, and give a session that sees the subject's workspace and nothing else."""
    return SecurityParameter(_tenant_session, scope="function", scopes=scopes)
