"""Rules of the second factor: codes of an authenticator app (RFC 6238), and recovery codes for when it is lost.

A code counts once: the time step that it belongs to is used up with it, and all before it, so whoever looks over a
shoulder comes too late. Of clocks that are off, one step to either side is accepted (RFC 6238, 5.2).
"""

import secrets
import time
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts import repository as accounts
from audiostudio.accounts.email import service as mail
from audiostudio.accounts.email.messages import MailKind
from audiostudio.accounts.problems import NoSuchAccount, SecondFactorWrong
from audiostudio.accounts.second_factor import repository
from audiostudio.accounts.second_factor.schemas import NewSecondFactor, RecoveryCodes
from audiostudio.accounts.secrets_at_rest import open_sealed, seal
from audiostudio.kit.auth.random_tokens import token_hash
from audiostudio.kit.http.errors import Problem
from audiostudio.settings import Settings

_PURPOSE = "second factor"
_ISSUER = "Audio Studio"
_STEP_S = 30
_STEPS_OFF = 1
_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
_CODE_CHARS = 12  # of 31 characters each: 59 bits


class SecondFactorOn(Problem):
    """There is a second factor already."""

    status = 409
    code = "second_factor_on"
    title = "Your second factor is on; turn it off before you set up another."


class SecondFactorOff(Problem):
    """There is no second factor."""

    status = 409
    code = "second_factor_off"
    title = "Your second factor is off; set it up with POST /auth/totp first."


async def is_on(session: AsyncSession, user_id: UUID) -> bool:
    """Return whether somebody's sign-in asks for a second factor, in their own session."""
    found = await repository.get_totp(session, user_id)
    return found is not None and found.is_confirmed


async def recovery_codes_left(session: AsyncSession, user_id: UUID) -> int:
    """Return how many recovery codes somebody has left."""
    return await repository.count_recovery_codes(session, user_id)


async def set_up(session: AsyncSession, settings: Settings, user_id: UUID) -> NewSecondFactor:
    """Make a secret for an authenticator app; it counts once a code of it was sent.

    Raises:
        SecondFactorOn: one counts already.
    """
    import pyotp
    import segno

    user = await accounts.get_user(session, user_id)
    if user is None:
        raise NoSuchAccount
    secret = pyotp.random_base32()
    sealed = seal(settings, _PURPOSE, secret.encode(), owner=str(user_id))
    if not await repository.put_unconfirmed(session, user_id, sealed):
        raise SecondFactorOn
    uri = pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=_ISSUER)
    picture = segno.make(uri, error="m", micro=False).svg_data_uri(scale=5, border=2, dark="#000", light="#fff")
    return NewSecondFactor(secret=secret, uri=uri, qr_code=picture)


async def turn_on(session: AsyncSession, settings: Settings, user_id: UUID, code: str) -> RecoveryCodes:
    """Let the secret count from now on, for a code of it shows that the app has it.

    Raises:
        SecondFactorOff: nothing was set up.
        SecondFactorOn: it counts already.
        SecondFactorWrong: the code is none of it.
    """
    found = await repository.get_totp(session, user_id)
    if found is None:
        raise SecondFactorOff
    if found.is_confirmed:
        raise SecondFactorOn
    if not await _accept_code(session, settings, user_id, found.sealed_secret, code):
        raise SecondFactorWrong
    if not await repository.confirm(session, user_id):
        raise SecondFactorOn
    await mail.tell(session, settings, user_id, MailKind.SECOND_FACTOR_CHANGED, state="on")
    return await _new_codes(session, user_id)


async def turn_off(session: AsyncSession, settings: Settings, user_id: UUID) -> None:
    """Ask for no second factor any more; where there is none, do nothing."""
    if await repository.remove(session, user_id):
        await mail.tell(session, settings, user_id, MailKind.SECOND_FACTOR_CHANGED, state="off")


async def turn_off_for(session: AsyncSession, email: str) -> None:
    """Remove somebody's second factor, for the operator; in the worker's role.

    Raises:
        NoSuchAccount: nobody has this address.
    """
    if not await repository.remove_by_address(session, email):
        raise NoSuchAccount(f"There is no account with the address {email}.")


async def renew_codes(session: AsyncSession, user_id: UUID) -> RecoveryCodes:
    """Return fresh recovery codes; the ones before open nothing any more.

    Raises:
        SecondFactorOff: there is nothing to recover.
    """
    if not await is_on(session, user_id):
        raise SecondFactorOff
    return await _new_codes(session, user_id)


async def accept(session: AsyncSession, settings: Settings, user_id: UUID, code: str) -> bool:
    """Return whether a code of the app, or a recovery code, is right, and use it up."""
    typed = code.replace(" ", "").replace("-", "").lower()
    if len(typed) == _CODE_CHARS:
        return await repository.spend_recovery_code(session, user_id, token_hash(typed))
    found = await repository.get_totp(session, user_id)
    return (
        found is not None
        and found.is_confirmed
        and await _accept_code(session, settings, user_id, found.sealed_secret, typed)
    )


async def _accept_code(session: AsyncSession, settings: Settings, user_id: UUID, sealed: bytes, code: str) -> bool:
    import pyotp

    secret = open_sealed(settings, _PURPOSE, sealed, owner=str(user_id))
    if secret is None:  # sealed under another SECRET_KEY; recovery codes work on
        return False
    app, now = pyotp.TOTP(secret.decode(), interval=_STEP_S), int(time.time()) // _STEP_S
    for step in range(now - _STEPS_OFF, now + _STEPS_OFF + 1):
        if pyotp.utils.strings_equal(app.generate_otp(step), code):
            return await repository.spend_step(session, user_id, step)
    return False


async def _new_codes(session: AsyncSession, user_id: UUID) -> RecoveryCodes:
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(_CODE_CHARS)) for _ in range(_CODES)]
    await repository.replace_recovery_codes(session, user_id, [token_hash(code) for code in codes])
    return RecoveryCodes(codes=["-".join((code[:4], code[4:8], code[8:])) for code in codes])
