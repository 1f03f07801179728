"""Rules of passkeys (WebAuthn): made for the product's public address, and accepted from its pages alone.

A passkey proves that its device is there and, since a finger or a PIN is always asked for, that its owner is: both
factors in one step, so no other is asked for beside it.
"""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts import repository as accounts
from audiostudio.accounts.challenges import service as challenges
from audiostudio.accounts.challenges.service import Challenge, Purpose
from audiostudio.accounts.email import service as mail
from audiostudio.accounts.email.messages import MailKind
from audiostudio.accounts.passkeys import repository
from audiostudio.accounts.passkeys.schemas import NewPasskey, PasskeyOptions, PasskeyProof, PasskeyView
from audiostudio.accounts.problems import ChallengeEnded, NoSuchAccount
from audiostudio.kit.auth.tokens import NotAuthenticated
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.postgres.database import set_workspace
from audiostudio.settings import Settings

_NAME = "Audio Studio"
_MOST = 20
_TRANSPORTS = {"usb", "nfc", "ble", "smart-card", "hybrid", "internal"}


class PasskeyInvalid(Problem):
    """What the browser made is no passkey of this site."""

    status = 422
    code = "passkey_invalid"
    title = "This is no passkey that was made for this site just now."


class PasskeyRefused(NotAuthenticated):
    """The passkey is not known here, or what it signed is not what was asked."""

    code = "passkey_refused"
    title = "This passkey opens no account here."


class PasskeyNotFound(Problem):
    """There is no such passkey, or it is somebody else's."""

    status = 404
    code = "passkey_not_found"
    title = "There is no such passkey."


class TooManyPasskeys(Problem):
    """Nobody needs as many."""

    status = 409
    code = "too_many_passkeys"
    title = f"An account has at most {_MOST} passkeys; remove one first."


class PasskeysUnavailable(Problem):
    """Browsers make passkeys for names that are reached by https, and for localhost."""

    status = 409
    code = "passkeys_unavailable"
    title = "Passkeys need a server that is reached by https under a name (BASE_URL), or at http://localhost."


def are_available(settings: Settings) -> bool:
    """Return whether browsers make passkeys for the public address."""
    address = urlsplit(settings.public_url)
    try:
        ip_address(address.hostname or "")
    except ValueError:
        return address.scheme == "https" or address.hostname == "localhost"
    return False


async def begin_registration(session: AsyncSession, settings: Settings, user_id: UUID) -> PasskeyOptions:
    """Return what a browser needs to make a passkey.

    Raises:
        PasskeysUnavailable, TooManyPasskeys
    """
    from webauthn import generate_registration_options
    from webauthn.helpers import options_to_json_dict
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    _require_available(settings)
    user = await accounts.get_user(session, user_id)
    if user is None:
        raise NoSuchAccount
    present = await repository.list_all(session, user_id)
    if len(present) >= _MOST:
        raise TooManyPasskeys
    options = generate_registration_options(
        rp_id=_site(settings),
        rp_name=_NAME,
        user_id=user_id.bytes,
        user_name=user.email,
        user_display_name=user.username,
        exclude_credentials=[PublicKeyCredentialDescriptor(id=row.credential_id) for row in present],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    facts = {"challenge": options.challenge.hex()}
    token = await challenges.begin(session, Purpose.PASSKEY_REGISTRATION, user_id=user_id, facts=facts)
    return PasskeyOptions(challenge=token, options=options_to_json_dict(options))


async def register(session: AsyncSession, settings: Settings, user_id: UUID, made: NewPasskey) -> PasskeyView:
    """Keep a passkey that the browser has made.

    Raises:
        ChallengeEnded: it took too long, or the options were somebody else's.
        PasskeyInvalid: it was made for another site, or not just now, or is registered already.
    """
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException

    begun = await challenges.take(session, Purpose.PASSKEY_REGISTRATION, made.challenge.get_secret_value())
    if begun.user_id != user_id:
        raise ChallengeEnded
    try:
        verified = verify_registration_response(
            credential=made.credential,
            expected_challenge=bytes.fromhex(begun.facts["challenge"]),
            expected_rp_id=_site(settings),
            expected_origin=_origin(settings),
            require_user_verification=True,
        )
    except (WebAuthnException, *_MALFORMED) as error:
        raise PasskeyInvalid(f"{PasskeyInvalid.title} ({error})") from None
    try:
        await repository.add(
            session,
            user_id=user_id,
            credential_id=verified.credential_id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            transports=_transports(made.credential),
            name=made.name,
        )
    except IntegrityError:
        raise PasskeyInvalid("This passkey is registered already.") from None
    await mail.tell(session, settings, user_id, MailKind.SIGN_IN_ADDED, name=f"the passkey {made.name}")
    return (await list_all(session, user_id))[-1]


async def list_all(session: AsyncSession, user_id: UUID) -> list[PasskeyView]:
    """Return somebody's passkeys, the oldest first."""
    return [
        PasskeyView(passkey_id=row.id, name=row.name, created_at=row.created_at, last_used_at=row.last_used_at)
        for row in await repository.list_all(session, user_id)
    ]


async def remove(session: AsyncSession, user_id: UUID, passkey_id: UUID) -> None:
    """Let a passkey open nothing any more.

    Raises:
        PasskeyNotFound: it is not there, or somebody else's.
    """
    if not await repository.remove(session, user_id, passkey_id):
        raise PasskeyNotFound


async def begin_sign_in(session: AsyncSession, settings: Settings) -> PasskeyOptions:
    """Return what a browser needs to sign with whichever passkey of this site its owner chooses.

    Raises:
        PasskeysUnavailable
    """
    from webauthn import generate_authentication_options
    from webauthn.helpers import options_to_json_dict
    from webauthn.helpers.structs import UserVerificationRequirement

    _require_available(settings)
    options = generate_authentication_options(
        rp_id=_site(settings), user_verification=UserVerificationRequirement.REQUIRED
    )
    facts = {"challenge": options.challenge.hex()}
    token = await challenges.begin(session, Purpose.PASSKEY_SIGN_IN, user_id=None, facts=facts)
    return PasskeyOptions(challenge=token, options=options_to_json_dict(options))


async def take_challenge(session: AsyncSession, proof: PasskeyProof) -> Challenge:
    """Return the challenge that a passkey is said to have signed; whatever comes of it, it is used up.

    Raises:
        ChallengeEnded: it took too long, or the challenge was used before.
    """
    return await challenges.take(session, Purpose.PASSKEY_SIGN_IN, proof.challenge.get_secret_value())


async def check(session: AsyncSession, settings: Settings, begun: Challenge, proof: PasskeyProof) -> tuple[UUID, UUID]:
    """Return whose passkey has signed the challenge, and their workspace; the session becomes theirs.

    Raises:
        PasskeyRefused: the passkey is unknown, or signed something else, for another site, or with a lower count.
    """
    from webauthn import verify_authentication_response
    from webauthn.helpers import parse_authentication_credential_json
    from webauthn.helpers.exceptions import WebAuthnException

    try:
        credential = parse_authentication_credential_json(proof.credential)
        found = await repository.find(session, credential.raw_id)
        if found is None:
            raise PasskeyRefused
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=bytes.fromhex(begun.facts["challenge"]),
            expected_rp_id=_site(settings),
            expected_origin=_origin(settings),
            credential_public_key=found.public_key,
            credential_current_sign_count=found.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, *_MALFORMED):
        raise PasskeyRefused from None
    await set_workspace(session, workspace_id=found.workspace_id, user_id=found.user_id)
    await repository.note_use(session, found.id, verified.new_sign_count)
    return found.user_id, found.workspace_id


# What the library lets through of structures that are none of WebAuthn's.
_MALFORMED = (ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError, RecursionError)


def _require_available(settings: Settings) -> None:
    if not are_available(settings):
        raise PasskeysUnavailable


def _site(settings: Settings) -> str:
    """Return the name that passkeys are made for: the public address's, whatever a request's Host says."""
    return urlsplit(settings.public_url).hostname or ""


def _origin(settings: Settings) -> str:
    address = urlsplit(settings.public_url)
    return f"{address.scheme}://{address.netloc}"


def _transports(credential: dict[str, Any]) -> list[str]:
    """Return how the device is reached, as far as the browser tells; it is a hint and no more."""
    response = credential.get("response")
    told = response.get("transports") if isinstance(response, dict) else None
    return sorted(_TRANSPORTS.intersection(str(way) for way in told)) if isinstance(told, list) else []
