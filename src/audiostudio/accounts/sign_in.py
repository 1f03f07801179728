"""Signing in under limits that slow down who guesses and shut out nobody who has been here before.

Failures count against the pair of account and network address, and against the account. The latter would let a stranger
shut its owner out, so it does not count where the owner has signed in from: an attack from many addresses reaches the
password a few times an hour, and the owner at their own address learns nothing of it. Accounts that do not exist are
counted alike, so that the limits tell nobody which there are.
"""

import hmac
from dataclasses import dataclass
from datetime import timedelta

from audiostudio.accounts import repository, service
from audiostudio.accounts.identifiers import email_key
from audiostudio.accounts.schemas import Credentials
from audiostudio.accounts.service import Member
from audiostudio.kit.http.rate_limits import enforce, forgive, network_of
from audiostudio.kit.postgres.database import Database
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
    """
    account = email_key(credentials.email)
    address_hash = hmac.digest(settings.signing_key, f"sign-in address {network_of(address)}".encode(), "sha256")
    counted = [_Counted("sign-in", f"{account} {network_of(address)}", settings.sign_in_rate_limit)]
    async with database.session() as session:
        if not await repository.knows_address(session, credentials.email, address_hash):
            counted.append(_Counted("sign-in of account", account, settings.account_rate_limit))
    for of in counted:  # a transaction each, so that an attempt counts whatever comes of it
        async with database.session() as session:
            await enforce(session, scope=of.scope, caller=of.caller, limit=of.limit)
    async with database.session() as session:
        member = await service.check(session, credentials)
        await repository.remember_address(session, member.user_id, address_hash, kept=_KNOWN_FOR)
        for of in counted:
            await forgive(session, scope=of.scope, caller=of.caller)
    return member
