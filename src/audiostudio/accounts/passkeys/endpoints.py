"""Routes of passkeys: to add and remove them, and to sign in with one."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from audiostudio.accounts import service as accounts
from audiostudio.accounts import sign_in
from audiostudio.accounts.auth import ConfirmedPerson, OwnAccount
from audiostudio.accounts.browser_endpoints import begin_session, from_own_page
from audiostudio.accounts.devices import CurrentDevice
from audiostudio.accounts.endpoints import limit_attempts
from audiostudio.accounts.passkeys import service
from audiostudio.accounts.passkeys.schemas import NewPasskey, PasskeyOptions, PasskeyProof, PasskeyView
from audiostudio.accounts.passkeys.service import (
    PasskeyInvalid,
    PasskeyNotFound,
    PasskeyRefused,
    PasskeysUnavailable,
    TooManyPasskeys,
)
from audiostudio.accounts.problems import ChallengeEnded, ConfirmationRequired, LastWayIn, PersonRequired
from audiostudio.accounts.schemas import BrowserSessionView, SignedIn
from audiostudio.accounts.service import Member
from audiostudio.kit.auth.browser_sessions import CrossSiteRequest
from audiostudio.kit.auth.subject import AnonymousSession, AppDatabase, AppSettings
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import responses
from audiostudio.kit.http.rate_limits import RateLimited

router = APIRouter(prefix="/auth", tags=["accounts"])
_GUARDED = (NotAuthenticated, PersonRequired, ConfirmationRequired)
_limited = [Depends(limit_attempts)]
_from_page = [Depends(from_own_page), Depends(limit_attempts)]


async def _holder(proof: PasskeyProof, device: CurrentDevice, database: AppDatabase, settings: AppSettings) -> Member:
    async with database.session() as session:  # of its own: a challenge that was tried is used up
        begun = await service.take_challenge(session, proof)
    async with database.session() as session:
        member = Member(*await service.check(session, settings, begun, proof))
        await sign_in.remember(session, settings, member.user_id, device.address)
    return member


Holder = Annotated[Member, Depends(_holder)]
"""Whose passkey has signed the challenge in the body."""


@router.post("/passkeys/options", status_code=201, responses=responses(*_GUARDED, PasskeysUnavailable, TooManyPasskeys))
async def begin_passkey(session: OwnAccount, person: ConfirmedPerson, settings: AppSettings) -> PasskeyOptions:
    """Return what your browser needs to make a passkey for this site."""
    return await service.begin_registration(session, settings, person.user_id)


@router.post("/passkeys", status_code=201, responses=responses(*_GUARDED, ChallengeEnded, PasskeyInvalid))
async def add_passkey(
    body: NewPasskey, session: OwnAccount, person: ConfirmedPerson, settings: AppSettings
) -> PasskeyView:
    """Add the passkey that your browser has made."""
    return await service.register(session, settings, person.user_id, body)


@router.delete("/passkeys/{passkey_id}", status_code=204, responses=responses(*_GUARDED, PasskeyNotFound, LastWayIn))
async def remove_passkey(passkey_id: UUID, session: OwnAccount, person: ConfirmedPerson) -> Response:
    """Remove a passkey; it opens nothing any more."""
    await accounts.require_another_way_in(session, person.user_id, without=passkey_id)
    await service.remove(session, person.user_id, passkey_id)
    return Response(status_code=204)


@router.post(
    "/login/passkey/options",
    status_code=201,
    dependencies=_limited,
    responses=responses(PasskeysUnavailable, RateLimited),
)
async def begin_passkey_sign_in(session: AnonymousSession, settings: AppSettings) -> PasskeyOptions:
    """Return what a browser needs to sign in with a passkey of this site."""
    return await service.begin_sign_in(session, settings)


@router.post("/login/passkey", dependencies=_limited, responses=responses(ChallengeEnded, PasskeyRefused, RateLimited))
async def log_in_with_passkey(
    member: Holder, device: CurrentDevice, session: AnonymousSession, settings: AppSettings
) -> SignedIn:
    """Sign in with a passkey; no second factor is asked for beside it."""
    return await accounts.sign_in(session, settings, member, device)


@router.post(
    "/session/passkey",
    status_code=201,
    dependencies=_from_page,
    responses=responses(ChallengeEnded, PasskeyRefused, CrossSiteRequest, RateLimited),
)
async def sign_in_browser_with_passkey(
    member: Holder, device: CurrentDevice, session: AnonymousSession, settings: AppSettings, response: Response
) -> BrowserSessionView:
    """Sign a browser in with a passkey."""
    return await begin_session(session, settings, response, member, device)
