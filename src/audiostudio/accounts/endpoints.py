"""Routes of registration, sign-in and sessions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts import service, sign_in
from audiostudio.accounts.devices import CurrentDevice
from audiostudio.accounts.passwords import PasswordTooEasy
from audiostudio.accounts.problems import (
    AccountSuspended,
    ChallengeEnded,
    EmailTaken,
    NoSuchAccount,
    SecondFactorRequired,
    SecondFactorWrong,
    UsernameTaken,
    WrongCredentials,
)
from audiostudio.accounts.schemas import Credentials, Profile, RefreshToken, Registration, SessionTokens, SignedIn
from audiostudio.accounts.second_factor.schemas import SecondFactorProof
from audiostudio.accounts.service import Member
from audiostudio.kit.auth.ended_sessions import EndedSessions
from audiostudio.kit.auth.scopes import Scope
from audiostudio.kit.auth.subject import AnonymousSession, AppDatabase, AppSettings, Subject, requires, tenant_session
from audiostudio.kit.auth.tokens import NotAuthenticated, SessionEnded
from audiostudio.kit.http.errors import responses
from audiostudio.kit.http.rate_limits import RateLimited, enforce
from audiostudio.kit.http.state import app_state


async def limit_attempts(device: CurrentDevice, database: AppDatabase, settings: AppSettings) -> None:
    """Count an attempt to sign in against the address that it comes from.

    Raises:
        RateLimited: there were too many.
    """
    async with database.session() as session:
        await enforce(session, scope="auth", caller=device.address, limit=settings.auth_rate_limit)


async def _signed_in(
    credentials: Credentials, device: CurrentDevice, database: AppDatabase, settings: AppSettings
) -> Member:
    return await sign_in.check(database, settings, credentials, address=device.address)


async def _proved_both(
    proof: SecondFactorProof, device: CurrentDevice, database: AppDatabase, settings: AppSettings
) -> Member:
    return await sign_in.check_second_factor(
        database,
        settings,
        challenge=proof.challenge.get_secret_value(),
        code=proof.code.get_secret_value(),
        address=device.address,
    )


async def _get_ended_sessions(request: Request) -> EndedSessions:
    return app_state(request).part(EndedSessions)


SigningIn = Annotated[Member, Depends(_signed_in)]
"""Whose credentials came in the body, within the limits of signing in."""
ProvedBoth = Annotated[Member, Depends(_proved_both)]
"""Whose second factor came in the body, after the first."""
Ended = Annotated[EndedSessions, Depends(_get_ended_sessions)]
AccountReader = Annotated[Subject, requires(Scope.ACCOUNT_READ)]
AccountSession = Annotated[AsyncSession, tenant_session(Scope.ACCOUNT_READ)]

router = APIRouter(prefix="/auth", tags=["accounts"])
_limited = [Depends(limit_attempts)]


@router.post(
    "/register",
    status_code=201,
    dependencies=_limited,
    responses=responses(EmailTaken, UsernameTaken, PasswordTooEasy, RateLimited),
)
async def register(
    registration: Registration, device: CurrentDevice, session: AnonymousSession, settings: AppSettings
) -> SignedIn:
    """Make an account and sign in. Free credits come at once, or where mail is sent, with the verified address."""
    member = await service.register(session, settings, registration, device)
    return await service.sign_in(session, settings, member, device)


@router.post(
    "/login",
    dependencies=_limited,
    responses=responses(WrongCredentials, SecondFactorRequired, AccountSuspended, RateLimited),
)
async def log_in(
    member: SigningIn, device: CurrentDevice, session: AnonymousSession, settings: AppSettings
) -> SignedIn:
    """Sign in with e-mail address and password; an account with a second factor is asked for it by a challenge."""
    return await service.sign_in(session, settings, member, device)


@router.post(
    "/login/second-factor",
    dependencies=_limited,
    responses=responses(ChallengeEnded, SecondFactorWrong, RateLimited),
)
async def log_in_with_second_factor(
    member: ProvedBoth, device: CurrentDevice, session: AnonymousSession, settings: AppSettings
) -> SignedIn:
    """Finish signing in with a code of the authenticator app, or a recovery code."""
    return await service.sign_in(session, settings, member, device)


@router.post("/refresh", dependencies=_limited, responses=responses(SessionEnded, RateLimited))
async def refresh(token: RefreshToken, database: AppDatabase, settings: AppSettings, ended: Ended) -> SessionTokens:
    """Spend the refresh token for a fresh pair of tokens; each works once."""
    async with database.session() as session:
        found = await service.refresh(session, settings, refresh_token=token.refresh_token.get_secret_value())
    if not isinstance(found, SessionTokens):
        ended.add(found)
        raise SessionEnded
    return found


@router.post("/logout", status_code=204, dependencies=_limited, responses=responses(RateLimited))
async def log_out(token: RefreshToken, database: AppDatabase, ended: Ended) -> Response:
    """End the session that the refresh token belongs to, and with it its access tokens."""
    async with database.session() as session:
        closed = await service.log_out(session, token=token.refresh_token.get_secret_value())
    ended.add(closed)  # others are told by the database
    return Response(status_code=204)


@router.get("/me", responses=responses(NotAuthenticated, NoSuchAccount))
async def me(session: AccountSession, subject: AccountReader) -> Profile:
    """Return the signed-in user, the tier and credits of the workspace they work in, and all their workspaces."""
    if subject.user_id is None:
        raise NoSuchAccount("The service key stands for no user.")
    return await service.get_profile(session, user_id=subject.user_id, workspace_id=subject.workspace_id)
