"""Rules of signing in by another provider: whose account an identity opens, and when it may come to open one.

An identity opens the account that it was connected to, by its subject, never by its address. It is connected by itself
where both sides have verified the same address; where the account's address was never proved, somebody else may have
made it in advance ("pre-hijacking"), so its owner has to sign in and connect it.
"""

import hmac
import secrets
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts import service as accounts
from audiostudio.accounts.challenges import service as challenges
from audiostudio.accounts.challenges.service import Challenge, Purpose
from audiostudio.accounts.devices import Device
from audiostudio.accounts.email import service as mail
from audiostudio.accounts.email.messages import MailKind
from audiostudio.accounts.email.schemas import Email
from audiostudio.accounts.identities import providers, repository
from audiostudio.accounts.identities.providers import Identity, IdentityProviderFailed
from audiostudio.accounts.identities.schemas import IdentityView, Provider
from audiostudio.accounts.problems import ChallengeEnded, UsernameTaken
from audiostudio.accounts.schemas import Username
from audiostudio.accounts.service import Member
from audiostudio.kit.auth.random_tokens import new_token, token_hash
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.postgres.database import Database, set_workspace
from audiostudio.settings import Settings

_NAMES_TRIED = 5


class IdentityUnverified(Problem):
    """The provider has not verified the address either."""

    status = 403
    code = "identity_unverified"
    title = "Verify your address at the provider first; then it can open an account here."


class AccountNotProved(Problem):
    """There is an account with this address, and nobody has proved that the address is theirs."""

    status = 409
    code = "account_not_proved"
    title = "There is an account with this address; sign in with its password and connect the provider under Security."


class IdentityTaken(Problem):
    """The identity opens another account, or the account has one of this provider."""

    status = 409
    code = "identity_taken"
    title = "This opens another account already, or you have connected another one of this provider."


class IdentityNotFound(Problem):
    """There is no such identity, or it is somebody else's."""

    status = 404
    code = "identity_not_found"
    title = "No such account is connected."


async def begin(database: Database, settings: Settings, provider: Provider, *, user_id: UUID | None) -> tuple[str, str]:
    """Return where to send a browser, and the secret that it keeps in a cookie until it comes back.

    ``user_id`` is whose account the identity is to be connected to; None where somebody signs in.
    """
    state, binding = new_token(), new_token()
    begun = await providers.begin(settings, provider, state)
    facts = {
        "provider": provider,
        "code_verifier": begun.code_verifier,
        "nonce": begun.nonce,
        "browser": token_hash(binding).hex(),
        "state": token_hash(state).hex(),
    }
    async with database.session(user_id=user_id) as session:
        token = await challenges.begin(session, Purpose.PROVIDER_SIGN_IN, user_id=user_id, facts=facts)
    # The cookie holds the challenge, the address the state: neither alone is of any use.
    return begun.url, f"{token}.{binding}"


async def come_back(
    database: Database, settings: Settings, *, cookie: str, state: str, code: str
) -> tuple[Challenge, Identity]:
    """Return what was begun in this browser, and who has come back to it.

    Raises:
        ChallengeEnded: nothing was begun in this browser with this state, it took too long, or it came back before.
        IdentityProviderFailed: what the provider says is not to be believed.
    """
    token, _, binding = cookie.partition(".")
    async with database.session() as session:
        begun = await challenges.take(session, Purpose.PROVIDER_SIGN_IN, token)
    for name, value in (("browser", binding), ("state", state)):
        if not hmac.compare_digest(token_hash(value).hex(), begun.facts[name]):
            raise ChallengeEnded
    identity = await providers.identify(
        settings,
        Provider(begun.facts["provider"]),
        code=code,
        code_verifier=begun.facts["code_verifier"],
        nonce=begun.facts["nonce"],
    )
    return begun, identity


async def connect(session: AsyncSession, settings: Settings, user_id: UUID, identity: Identity) -> None:
    """Let an identity open somebody's account, in their own session.

    Raises:
        IdentityTaken: it opens another, or the account has one of this provider.
    """
    try:
        async with session.begin_nested():
            await repository.add(
                session,
                user_id=user_id,
                provider=identity.provider,
                subject=identity.subject,
                email=identity.email,
            )
    except IntegrityError:
        raise IdentityTaken from None
    name = f"an account at {identity.provider.title()}"
    await mail.tell(session, settings, user_id, MailKind.SIGN_IN_ADDED, name=name)


async def find_or_add(session: AsyncSession, settings: Settings, identity: Identity, device: Device) -> Member:
    """Return whose account an identity opens: its own, that of the same verified address, or a new one.

    Raises:
        IdentityUnverified: it is new, and its address is not verified.
        AccountNotProved: the account of the address might be somebody else's.
    """
    owner = await repository.find_owner(session, identity.provider, identity.subject)
    if owner is not None:
        return Member(*owner)
    if not identity.email_verified:
        raise IdentityUnverified
    person = await repository.find_person(session, identity.email)
    if person is None:
        member = await _add(session, settings, identity, device)
    elif person.email_verified:
        member = Member(person.user_id, person.workspace_id)
        await set_workspace(session, workspace_id=member.workspace_id, user_id=member.user_id)
    else:
        raise AccountNotProved
    await connect(session, settings, member.user_id, identity)
    return member


async def list_all(session: AsyncSession, user_id: UUID) -> list[IdentityView]:
    """Return what is connected to somebody's account, the oldest first."""
    return [
        IdentityView(identity_id=row.id, provider=Provider(row.provider), email=row.email, created_at=row.created_at)
        for row in await repository.list_all(session, user_id)
    ]


async def disconnect(session: AsyncSession, user_id: UUID, identity_id: UUID) -> None:
    """Let an identity open nothing any more.

    Raises:
        LastWayIn: nothing else would let its owner in.
        IdentityNotFound: it is not there, or somebody else's.
    """
    await accounts.require_another_way_in(session, user_id, without=identity_id)
    if not await repository.remove(session, user_id, identity_id):
        raise IdentityNotFound


async def _add(session: AsyncSession, settings: Settings, identity: Identity, device: Device) -> Member:
    """Make an account without a password; its address is verified by the provider's word."""
    try:
        email = TypeAdapter(Email).validate_python(identity.email)
    except ValidationError:
        raise IdentityProviderFailed("The provider tells an address that is none.") from None
    for username in _names(identity):
        try:
            async with session.begin_nested():
                member = await accounts.add_account(
                    session, settings, email=email, username=username, hashed_password=None, device=device
                )
        except UsernameTaken:
            continue
        await set_workspace(session, workspace_id=member.workspace_id, user_id=member.user_id)
        await mail.mark_verified(session, settings, member.user_id, email)
        return member
    raise UsernameTaken


def _names(identity: Identity) -> list[str]:
    """Return names to try, the person's own first."""
    base = next(filter(_is_name, (identity.name, identity.email.partition("@")[0])), "Musician")[:40]
    return [base, *(f"{base} {secrets.randbelow(10**6)}" for _ in range(_NAMES_TRIED - 1))]


def _is_name(name: str) -> bool:
    try:
        TypeAdapter(Username).validate_python(name[:40])
    except ValidationError:
        return False
    return True
