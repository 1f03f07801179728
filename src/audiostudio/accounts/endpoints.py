"""Routes of registration, sign-in and sessions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts import service
from audiostudio.accounts.schemas import Credentials, Profile, RefreshToken, Registration, SessionTokens, SignedIn
from audiostudio.accounts.service import EmailTaken, NoSuchAccount, UsernameTaken, WrongCredentials
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import AnonymousSession, AppDatabase, AppSettings, Subject, requires, tenant_session
from audiostudio.kit.auth.tokens import NotAuthenticated, SessionEnded
from audiostudio.kit.http.errors import responses
from audiostudio.kit.http.rate_limits import RateLimited, enforce


async def limit_attempts(request: Request, database: AppDatabase, settings: AppSettings) -> None:
    """Count an attempt to sign in against the address that it comes from.

    Raises:
        RateLimited: there were too many.
    """
    address = request.client.host if request.client else "unknown"
    async with database.session() as session:
        await enforce(session, scope="auth", caller=address, limit=settings.auth_rate_limit)


AccountReader = Annotated[Subject, requires(Scope.ACCOUNT_READ)]
AccountSession = Annotated[AsyncSession, tenant_session(Scope.ACCOUNT_READ)]

router = APIRouter(prefix="/auth", tags=["accounts"])
_limited = [Depends(limit_attempts)]


@router.post(
    "/register",
    status_code=201,
    dependencies=_limited,
    responses=responses(EmailTaken, UsernameTaken, RateLimited),
)
async def register(registration: Registration, session: AnonymousSession, settings: AppSettings) -> SignedIn:
    """Make an account with free credits and sign in."""
    return await service.sign_in(session, settings, await service.register(session, settings, registration))


@router.post("/login", dependencies=_limited, responses=responses(WrongCredentials, RateLimited))
async def log_in(credentials: Credentials, session: AnonymousSession, settings: AppSettings) -> SignedIn:
    """Sign in with e-mail address and password."""
    return await service.sign_in(session, settings, await service.check(session, credentials))


@router.post("/refresh", dependencies=_limited, responses=responses(SessionEnded, RateLimited))
async def refresh(token: RefreshToken, database: AppDatabase, settings: AppSettings) -> SessionTokens:
    """Spend the refresh token for a fresh pair of tokens; each works once."""
    async with database.session() as session:
        tokens = await service.refresh(session, settings, refresh_token=token.refresh_token.get_secret_value())
    if tokens is None:
        raise SessionEnded
    return tokens


@router.post("/logout", status_code=204, dependencies=_limited, responses=responses(RateLimited))
async def log_out(token: RefreshToken, session: AnonymousSession) -> Response:
    """End the session that the refresh token belongs to."""
    await service.log_out(session, token=token.refresh_token.get_secret_value())
    return Response(status_code=204)


@router.get("/me", responses=responses(NotAuthenticated, NoSuchAccount))
async def me(session: AccountSession, subject: AccountReader) -> Profile:
    """Return the signed-in user, the tier and credits of the workspace they work in, and all their workspaces."""
    if subject.user_id is None:
        raise NoSuchAccount("The service key stands for no user.")
    return await service.get_profile(session, user_id=subject.user_id, workspace_id=subject.workspace_id)
