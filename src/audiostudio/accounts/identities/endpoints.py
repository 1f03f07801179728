"""Routes of signing in by Google and GitHub: there, and back again.

Nothing of a request says where a browser is led: to the provider's own address, and back to the app's.
"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Cookie, Depends, Query, Response
from fastapi.responses import RedirectResponse

from audiostudio.accounts import sign_in
from audiostudio.accounts.auth import ConfirmedPerson, OwnAccount
from audiostudio.accounts.browser_endpoints import begin_session, from_own_page
from audiostudio.accounts.devices import CurrentDevice, Device
from audiostudio.accounts.endpoints import limit_attempts
from audiostudio.accounts.identities import service
from audiostudio.accounts.identities.providers import (
    CALLBACK_PATH,
    Identity,
    IdentityProviderFailed,
    ProviderNotConfigured,
)
from audiostudio.accounts.identities.schemas import ProviderAddress, ProviderChoice
from audiostudio.accounts.identities.service import IdentityNotFound
from audiostudio.accounts.problems import ChallengeEnded, ConfirmationRequired, LastWayIn, PersonRequired
from audiostudio.kit.auth.browser_sessions import CrossSiteRequest
from audiostudio.kit.auth.subject import AppDatabase, AppSettings
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import Problem, responses
from audiostudio.kit.http.rate_limits import RateLimited
from audiostudio.kit.postgres.database import Database
from audiostudio.settings import Settings

router = APIRouter(prefix="/auth", tags=["accounts"])
_COOKIE = "audiostudio_provider"
_COOKIE_LIFETIME_S = 600
_GUARDED = (NotAuthenticated, PersonRequired, ConfirmationRequired)


@router.post(
    "/oauth",
    status_code=201,
    dependencies=[Depends(from_own_page), Depends(limit_attempts)],
    responses=responses(ProviderNotConfigured, IdentityProviderFailed, CrossSiteRequest, RateLimited),
)
async def begin_provider_sign_in(
    choice: ProviderChoice, database: AppDatabase, settings: AppSettings, response: Response
) -> ProviderAddress:
    """Begin to sign a browser in by another provider: go to the address; it leads back here."""
    url, cookie = await service.begin(database, settings, choice.provider, user_id=None)
    _set_cookie(response, settings, cookie, lifetime_s=_COOKIE_LIFETIME_S)
    return ProviderAddress(authorization_url=url)


@router.post(
    "/identities",
    status_code=201,
    responses=responses(*_GUARDED, ProviderNotConfigured, IdentityProviderFailed),
)
async def begin_connection(
    choice: ProviderChoice, person: ConfirmedPerson, database: AppDatabase, settings: AppSettings, response: Response
) -> ProviderAddress:
    """Begin to connect an account at another provider to yours: go to the address; it leads back here."""
    url, cookie = await service.begin(database, settings, choice.provider, user_id=person.user_id)
    _set_cookie(response, settings, cookie, lifetime_s=_COOKIE_LIFETIME_S)
    return ProviderAddress(authorization_url=url)


@router.delete(
    "/identities/{identity_id}", status_code=204, responses=responses(*_GUARDED, IdentityNotFound, LastWayIn)
)
async def disconnect(identity_id: UUID, session: OwnAccount, person: ConfirmedPerson) -> Response:
    """Disconnect an account at another provider; it opens nothing here any more."""
    await service.disconnect(session, person.user_id, identity_id)
    return Response(status_code=204)


@router.get(
    CALLBACK_PATH.removeprefix("/auth"),
    status_code=303,
    response_class=RedirectResponse,
    dependencies=[Depends(limit_attempts)],
    responses=responses(RateLimited),
)
async def come_back(
    device: CurrentDevice,
    database: AppDatabase,
    settings: AppSettings,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=2000)] = "",
    cookie: Annotated[str, Cookie(alias=_COOKIE, include_in_schema=False)] = "",
) -> Response:
    """Take in who comes back from a provider, and lead the browser to the app: signed in, or told what is wrong."""
    try:
        if not code or not cookie:  # refused there, or begun in another browser
            raise ChallengeEnded
        begun, identity = await service.come_back(database, settings, cookie=cookie, state=state, code=code)
        if begun.user_id is not None:
            async with database.session(user_id=begun.user_id) as session:
                await service.connect(session, settings, begun.user_id, identity)
            response = _to_app(settings, f"/security?connected={identity.provider}")
        else:
            response = await _sign_in(database, settings, identity, device)
    except Problem as problem:
        response = _to_app(settings, f"/login?problem={problem.code}")
    _set_cookie(response, settings, "", lifetime_s=0)
    return response


async def _sign_in(database: Database, settings: Settings, identity: Identity, device: Device) -> Response:
    async with database.session() as session:
        member = await service.find_or_add(session, settings, identity, device)
        challenge = await sign_in.begin_second_factor(session, member)
        if challenge is not None:
            return _to_app(settings, f"/login#second-factor={challenge}")
        await sign_in.remember(session, settings, member.user_id, device.address)
        response = _to_app(settings, "/")
        await begin_session(session, settings, response, member, device)
    return response


def _to_app(settings: Settings, place: str) -> Response:
    return RedirectResponse(f"{settings.public_url}/app{place}", status_code=303)


def _set_cookie(response: Response, settings: Settings, value: str, *, lifetime_s: int) -> None:
    response.set_cookie(
        _COOKIE,
        value,
        max_age=lifetime_s,
        path="/auth/oauth",
        secure=settings.public_url.startswith("https:"),
        httponly=True,
        samesite="lax",  # the provider's page leads back here
    )
