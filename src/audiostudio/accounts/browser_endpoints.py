"""Routes by which the app in the browser signs in and out: the session is a cookie that no script can read."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Request, Response

from audiostudio.accounts import service
from audiostudio.accounts.devices import CurrentDevice, Device
from audiostudio.accounts.endpoints import ProvedBoth, SigningIn, limit_attempts
from audiostudio.accounts.passwords import PasswordTooEasy
from audiostudio.accounts.problems import (
    AccountSuspended,
    ChallengeEnded,
    EmailTaken,
    SecondFactorRequired,
    SecondFactorWrong,
    UsernameTaken,
    WrongCredentials,
)
from audiostudio.accounts.schemas import BrowserSessionView, Registration, WorkspaceChoice
from audiostudio.accounts.service import Member
from audiostudio.kit.auth.browser_sessions import SESSION_COOKIE, CrossSiteRequest, require_own_page
from audiostudio.kit.auth.memberships import WorkspaceNotYours
from audiostudio.kit.auth.subject import AnonymousSession, AppSettings
from audiostudio.kit.auth.tokens import SessionEnded
from audiostudio.kit.http.errors import responses
from audiostudio.kit.http.rate_limits import RateLimited
from audiostudio.settings import Settings


async def from_own_page(request: Request, settings: AppSettings) -> None:
    """Refuse what a page of another site sent."""
    require_own_page(request, settings)


router = APIRouter(prefix="/auth/session", tags=["accounts"])
_signing_in = [Depends(from_own_page), Depends(limit_attempts)]

SessionCookie = Annotated[str | None, Cookie(alias=SESSION_COOKIE, include_in_schema=False)]


@router.get("")
async def browser_session(session: AnonymousSession, cookie: SessionCookie = None) -> BrowserSessionView:
    """Say who is signed in here; nobody is no error, so a page may ask before it shows anything."""
    return await service.look_at_browser_session(session, cookie)


@router.post(
    "",
    status_code=201,
    dependencies=_signing_in,
    responses=responses(WrongCredentials, SecondFactorRequired, AccountSuspended, CrossSiteRequest, RateLimited),
)
async def sign_in_browser(
    member: SigningIn, device: CurrentDevice, session: AnonymousSession, settings: AppSettings, response: Response
) -> BrowserSessionView:
    """Sign a browser in: the session comes as a cookie and is sent by the browser itself from then on."""
    return await begin_session(session, settings, response, member, device)


@router.post(
    "/second-factor",
    status_code=201,
    dependencies=_signing_in,
    responses=responses(ChallengeEnded, SecondFactorWrong, CrossSiteRequest, RateLimited),
)
async def sign_in_browser_with_second_factor(
    member: ProvedBoth, device: CurrentDevice, session: AnonymousSession, settings: AppSettings, response: Response
) -> BrowserSessionView:
    """Finish signing a browser in with a code of the authenticator app, or a recovery code."""
    return await begin_session(session, settings, response, member, device)


@router.post(
    "/register",
    status_code=201,
    dependencies=_signing_in,
    responses=responses(EmailTaken, UsernameTaken, PasswordTooEasy, CrossSiteRequest, RateLimited),
)
async def register_browser(
    registration: Registration,
    device: CurrentDevice,
    session: AnonymousSession,
    settings: AppSettings,
    response: Response,
) -> BrowserSessionView:
    """Make an account and sign the browser in; free credits come at once, or with the verified address."""
    member = await service.register(session, settings, registration, device)
    return await begin_session(session, settings, response, member, device)


@router.put(
    "/workspace",
    dependencies=[Depends(from_own_page)],
    responses=responses(SessionEnded, WorkspaceNotYours, CrossSiteRequest),
)
async def switch_workspace(
    choice: WorkspaceChoice, session: AnonymousSession, cookie: SessionCookie = None
) -> BrowserSessionView:
    """Let the browser work in another workspace of its user's: pages, the live line and downloads follow."""
    if not cookie:
        raise SessionEnded
    return await service.switch_browser_session(session, cookie, choice.workspace_id)


@router.delete("", status_code=204, dependencies=[Depends(from_own_page)], responses=responses(CrossSiteRequest))
async def sign_out_browser(session: AnonymousSession, settings: AppSettings, cookie: SessionCookie = None) -> Response:
    """End the browser's session: its cookie opens nothing from now on, wherever a copy of it may be."""
    if cookie:
        await service.log_out(session, token=cookie)
    response = Response(status_code=204)
    _set_cookie(response, settings, "", lifetime_s=0)
    return response


async def begin_session(
    session: AnonymousSession, settings: Settings, response: Response, member: Member, device: Device
) -> BrowserSessionView:
    """Begin a session and put its cookie into the answer."""
    token, begun = await service.sign_in_browser(session, settings, member, device)
    _set_cookie(response, settings, token, lifetime_s=settings.session_lifetime_days * 24 * 3600)
    return begun


def _set_cookie(response: Response, settings: Settings, value: str, *, lifetime_s: int) -> None:
    response.set_cookie(
        SESSION_COOKIE,
        value,
        max_age=lifetime_s,
        path="/",
        secure=settings.public_url.startswith("https:"),
        httponly=True,
        samesite="strict",
    )
