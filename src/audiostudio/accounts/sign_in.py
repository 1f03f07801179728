"""Signing in under limits that slow down who guesses and shut out nobody who has been here before.

Failures count against the pair of account and network address, and against the account. The latter would let a stranger
shut its owner out, so it does not count where the owner has signed in from: an attack from many addresses reaches the
password a few times an hour, and the owner at their own address learns nothing of it. Accounts that do not exist are
counted alike, so that the limits tell nobody which there are. Each step has such limits of its own.
"""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts import repository, service
from audiostudio.accounts.challenges import service as challenges
from audiostudio.accounts.challenges.service import LIFETIME, Purpose
from audiostudio.accounts.identifiers import email_key
from audiostudio.accounts.problems import NoSuchAccount, PasswordWrong, SecondFactorRequired, SecondFactorWrong
from audiostudio.accounts.schemas import Credentials
from audiostudio.accounts.second_factor import service as second_factor
from audiostudio.accounts.second_factor.schemas import RecoveryCodes
from audiostudio.accounts.service import Member
from audiostudio.kit.http.rate_limits import enforce, forgive, network_of
from audiostudio.kit.postgres.database import Database, set_workspace
from audiostudio.settings import Settings

_KNOWN_FOR = timedelta(days=90)


@dataclass(frozen=True)
class _Counted:
    scope: str
    caller: str
    limit: str


async def check(database: Database, settings: Settings, credentials: Credentials, *, address: str) -> Member:
    """Return whose e-mail address and password these are.

    Raises:
        RateLimited: too many attempts have failed; the password was not looked at.
        WrongCredentials: whichever of the two is wrong.
        SecondFactorRequired: both are right, and the account asks for more: with a challenge for the next step.
    """
    counted = await _count_guess(database, settings, "sign-in", email=credentials.email, address=address)
    async with database.session() as session:
        member = await service.check(session, credentials)
        challenge = await begin_second_factor(session, member)
        await _forgive(session, counted)
        if challenge is None:
            await remember(session, settings, member.user_id, address)
    if challenge is not None:
        raise second_factor_required(challenge)
    return member


async def begin_second_factor(session: AsyncSession, member: Member) -> str | None:
    """Return the challenge of somebody's second step, and make the session theirs; None where there is none."""
    await set_workspace(session, workspace_id=member.workspace_id, user_id=member.user_id)
    if not await second_factor.is_on(session, member.user_id):
        return None
    facts = {"workspace_id": str(member.workspace_id)}
    return await challenges.begin(session, Purpose.SECOND_FACTOR, user_id=member.user_id, facts=facts)


def second_factor_required(challenge: str) -> SecondFactorRequired:
    """Return what asks for the second step."""
    return SecondFactorRequired(challenge=challenge, expires_in=int(LIFETIME.total_seconds()))


async def check_second_factor(
    database: Database, settings: Settings, *, challenge: str, code: str, address: str
) -> Member:
    """Return who has proved both factors; the challenge is used up by it, a wrong code leaves it.

    Raises:
        ChallengeEnded: the first step was too long ago, or its challenge has been used.
        RateLimited: too many codes were wrong; this one was not looked at.
        SecondFactorWrong: this one is.
    """
    async with database.session() as session:
        found = await challenges.look_at(session, Purpose.SECOND_FACTOR, challenge)
    assert found.user_id is not None
    member = Member(found.user_id, UUID(found.facts["workspace_id"]))
    counted = await _count_code(database, settings, member.user_id, address)
    async with database.session(workspace_id=member.workspace_id, user_id=member.user_id) as session:
        if not await second_factor.accept(session, settings, member.user_id, code):
            raise SecondFactorWrong
        await challenges.take(session, Purpose.SECOND_FACTOR, challenge)
        await _forgive(session, counted)
        await remember(session, settings, member.user_id, address)
    return member


async def turn_on_second_factor(
    database: Database, settings: Settings, user_id: UUID, code: str, *, address: str
) -> RecoveryCodes:
    """Turn somebody's second factor on, whose app a code of theirs proves, under the limits of guessing codes.

    Raises:
        RateLimited: too many codes were wrong.
        SecondFactorOff, SecondFactorOn, SecondFactorWrong: as the second factor's own rules say.
    """
    counted = await _count_code(database, settings, user_id, address)
    async with database.session(user_id=user_id) as session:
        codes = await second_factor.turn_on(session, settings, user_id, code)
        await _forgive(session, counted)
    return codes


async def check_password(
    database: Database, settings: Settings, user_id: UUID, password: str | None, *, address: str
) -> None:
    """Have somebody who is signed in prove who they are, under the limits of signing in.

    Raises:
        RateLimited: too many attempts have failed; the password was not looked at.
        PasswordWrong: it is wrong.
    """
    email = await _email_of(database, user_id)
    counted = await _count_guess(database, settings, "sign-in", email=email, address=address)
    async with database.session(user_id=user_id) as session:
        if not await service.verify_own_password(session, user_id, password):
            raise PasswordWrong
        await _forgive(session, counted)


async def remember(session: AsyncSession, settings: Settings, user_id: UUID, address: str) -> None:
    """Keep that somebody was here, so that no stranger's guesses shut them out at this address."""
    await repository.remember_address(session, user_id, _address_hash(settings, address), kept=_KNOWN_FOR)


async def _count_code(database: Database, settings: Settings, user_id: UUID, address: str) -> Sequence[_Counted]:
    email = await _email_of(database, user_id)
    return await _count_guess(database, settings, "second factor", email=email, address=address)


async def _count_guess(
    database: Database, settings: Settings, scope: str, *, email: str, address: str
) -> Sequence[_Counted]:
    account = email_key(email)
    counted = [_Counted(scope, f"{account} {network_of(address)}", settings.sign_in_rate_limit)]
    async with database.session() as session:
        if not await repository.knows_address(session, email, _address_hash(settings, address)):
            counted.append(_Counted(f"{scope} of account", account, settings.account_rate_limit))
    for of in counted:  # a transaction each, so that an attempt counts whatever comes of it
        async with database.session() as session:
            await enforce(session, scope=of.scope, caller=of.caller, limit=of.limit)
    return counted


async def _forgive(session: AsyncSession, counted: Sequence[_Counted]) -> None:
    for of in counted:
        await forgive(session, scope=of.scope, caller=of.caller)


async def _email_of(database: Database, user_id: UUID) -> str:
    async with database.session(user_id=user_id) as session:
        user = await repository.get_user(session, user_id)
    if user is None:
        raise NoSuchAccount
    return user.email


def _address_hash(settings: Settings, address: str) -> bytes:
    return hmac.digest(settings.signing_key, f"sign-in address {network_of(address)}".encode(), "sha256")
