"""Rules of accounts: who may register, how a session begins, lives and ends."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts import repository
from audiostudio.accounts.devices import Device
from audiostudio.accounts.email import service as mail
from audiostudio.accounts.email.messages import MailKind
from audiostudio.accounts.mailboxes import network_block
from audiostudio.accounts.passwords import hash_password, require_hard, verify_password
from audiostudio.accounts.plans import PLANS, Plan, Tier
from audiostudio.accounts.problems import (
    AccountSuspended,
    EmailTaken,
    LastWayIn,
    NoSuchAccount,
    UsernameTaken,
    WrongCredentials,
)
from audiostudio.accounts.schemas import (
    BrowserSessionView,
    Credentials,
    Profile,
    Registration,
    SessionTokens,
    SignedIn,
    WorkspaceView,
)
from audiostudio.accounts.secrets_at_rest import keyed_hash
from audiostudio.credits import service as credits
from audiostudio.kit.auth.browser_sessions import find_browser_session
from audiostudio.kit.auth.memberships import WorkspaceNotYours
from audiostudio.kit.auth.random_tokens import new_token, token_hash
from audiostudio.kit.auth.scopes import Role
from audiostudio.kit.auth.subject import Subject
from audiostudio.kit.auth.tokens import Claims, SessionEnded, issue_access_token
from audiostudio.kit.postgres.database import constraint_name, set_workspace
from audiostudio.kit.postgres.refusals import refusals
from audiostudio.settings import Settings


@dataclass(frozen=True)
class Standing:
    """How a workspace stood when a request began: enough to refuse early; what is written later decides.

    Attributes:
        plan: what it may do.
        balance: the credits it had left.
        waiting_jobs: how many of its jobs waited.
        kept_bytes: what it kept, trash and announced uploads included.
    """

    plan: Plan
    balance: Decimal
    waiting_jobs: int
    kept_bytes: int


class Member(NamedTuple):
    """Somebody whose word has been checked, and the workspace they sign in to."""

    user_id: UUID
    workspace_id: UUID


class Guarded(NamedTuple):
    """What stands in an account's own row about how it is guarded."""

    email: str
    email_verified: bool
    has_password: bool
    deletion_due_at: datetime | None


async def register(session: AsyncSession, settings: Settings, registration: Registration, device: Device) -> Member:
    """Make an account with its personal workspace; its free credits come at once, or with a verified address.

    Raises:
        EmailTaken, UsernameTaken: somebody was first.
        PasswordTooEasy: the password is guessed soon.
    """
    password = registration.password.get_secret_value()
    email, username = registration.email, registration.username
    await require_hard(password, known=[username, email, *email.split("@"), "audiostudio"])
    member = await add_account(
        session, settings, email=email, username=username, hashed_password=await hash_password(password), device=device
    )
    await mail.write(session, settings, member.user_id, MailKind.VERIFY_EMAIL, recipient=email)
    return member


async def add_account(
    session: AsyncSession,
    settings: Settings,
    *,
    email: str,
    username: str,
    hashed_password: str | None,
    device: Device,
) -> Member:
    """Insert an account and make the session its own. Where mail is sent, credits wait for a verified address.

    Raises:
        EmailTaken, UsernameTaken: somebody was first.
    """
    try:
        made = await repository.register_account(
            session,
            email=email,
            username=username,
            hashed_password=hashed_password,
            registered_from=keyed_hash(settings, "network", network_block(device.address)),
            signup_credits=0 if settings.sends_mail else settings.signup_credits,
        )
    except IntegrityError as error:
        raise (UsernameTaken if constraint_name(error) == "users_username_key" else EmailTaken)() from None
    member = Member(*made)
    await set_workspace(session, workspace_id=member.workspace_id, user_id=member.user_id)
    return member


async def check(session: AsyncSession, credentials: Credentials) -> Member:
    """Return whose e-mail address and password these are.

    Raises:
        WrongCredentials: whichever of the two is wrong.
    """
    found = await repository.find_sign_in(session, credentials.email)
    right, fresh_hash = await verify_password(
        credentials.password.get_secret_value(), found.hashed_password if found else None
    )
    if found is None or not right:
        raise WrongCredentials
    member = Member(found.user_id, found.workspace_id)
    if fresh_hash:
        await set_workspace(session, workspace_id=member.workspace_id, user_id=member.user_id)
        await repository.replace_password_hash(session, member.user_id, fresh_hash)
    return member


async def sign_in(session: AsyncSession, settings: Settings, member: Member, device: Device) -> SignedIn:
    """Begin a session of a program, which keeps the tokens itself.

    Raises:
        AccountSuspended: the operator lets them in no more.
    """
    refresh_token = new_token()
    with refusals(AccountSuspended):
        opened = await repository.open_session(
            session,
            user_id=member.user_id,
            workspace_id=member.workspace_id,
            token_hash=token_hash(refresh_token),
            lifetime=timedelta(days=settings.session_lifetime_days),
        )
    user = await _profile_of(session, member)
    await repository.describe_session(session, opened.session_id, device)
    claims = Claims(member.user_id, member.workspace_id, opened.session_id, user.role)
    tokens = _tokens(settings, claims, refresh_token, session_expires_at=opened.expires_at)
    return SignedIn(**tokens.model_dump(), user=user)


async def sign_in_browser(
    session: AsyncSession, settings: Settings, member: Member, device: Device
) -> tuple[str, BrowserSessionView]:
    """Begin a session of a browser; return the token for its cookie, and the session.

    Raises:
        AccountSuspended: the operator lets them in no more.
    """
    token = new_token()
    with refusals(AccountSuspended):
        opened = await repository.open_browser_session(
            session,
            user_id=member.user_id,
            workspace_id=member.workspace_id,
            token_hash=token_hash(token),
            lifetime=timedelta(days=settings.session_lifetime_days),
        )
    user = await _profile_of(session, member)
    await repository.describe_session(session, opened.session_id, device)
    return token, BrowserSessionView(user=user, expires_at=opened.expires_at, ended=False)


async def look_at_browser_session(session: AsyncSession, cookie: str | None) -> BrowserSessionView:
    """Return the session that a browser's cookie stands for; one that ended, or was never begun, is no error."""
    if not cookie:
        return BrowserSessionView(user=None, expires_at=None, ended=False)
    try:
        found = await find_browser_session(session, cookie)
        user = await _profile_of(session, Member(found.user_id, found.workspace_id))
    except (SessionEnded, NoSuchAccount):
        return BrowserSessionView(user=None, expires_at=None, ended=True)
    return BrowserSessionView(user=user, expires_at=found.expires_at, ended=False)


async def switch_browser_session(session: AsyncSession, cookie: str, workspace_id: UUID) -> BrowserSessionView:
    """Let a browser's session work in another workspace of its user's: what the browser asks from now on is about that.

    Raises:
        SessionEnded: there is no session.
        WorkspaceNotYours: they are no member of that workspace.
    """
    await find_browser_session(session, cookie)
    if not await repository.switch_browser_session(session, token_hash(cookie), workspace_id):
        raise WorkspaceNotYours
    return await look_at_browser_session(session, cookie)


async def set_password(session: AsyncSession, settings: Settings, user_id: UUID, password: str) -> None:
    """Give somebody a new password, void every link they were sent, and tell them.

    Raises:
        PasswordTooEasy: it is guessed soon.
    """
    user = await repository.get_user(session, user_id)
    if user is None:
        raise NoSuchAccount
    await require_hard(password, known=[user.username, user.email, *user.email.split("@"), "audiostudio"])
    await repository.replace_password_hash(session, user_id, await hash_password(password))
    await mail.void_links(session, user_id)
    await mail.write(session, settings, user_id, MailKind.PASSWORD_CHANGED, recipient=user.email)


async def require_another_way_in(session: AsyncSession, user_id: UUID, *, without: UUID) -> None:
    """Refuse to remove the passkey or identity that alone lets somebody sign in.

    Raises:
        LastWayIn: there is no other.
    """
    if not await repository.count_ways_in(session, user_id, without=without):
        raise LastWayIn


async def get_guarded(session: AsyncSession, user_id: UUID) -> Guarded:
    """Return how an account is guarded.

    Raises:
        NoSuchAccount: it was deleted.
    """
    user = await repository.get_user(session, user_id)
    if user is None:
        raise NoSuchAccount
    return Guarded(
        user.email, user.email_verified_at is not None, user.hashed_password is not None, user.deletion_due_at
    )


async def verify_own_password(session: AsyncSession, user_id: UUID, password: str | None) -> bool:
    """Return whether a password is somebody's; whoever has none needs to send none."""
    user = await repository.get_user(session, user_id)
    if user is None:
        raise NoSuchAccount
    if user.hashed_password is None:
        return password is None
    return password is not None and (await verify_password(password, user.hashed_password))[0]


async def refresh(session: AsyncSession, settings: Settings, *, refresh_token: str) -> SessionTokens | Collection[UUID]:
    """Spend a refresh token for a fresh pair; where it opens nothing, return the sessions that ended by its use.

    A token spent twice ends its session: one of the two who showed it had stolen it. That end must be committed,
    which is why this leaves it to the route to raise.
    """
    fresh_token = new_token()
    found = await repository.rotate_session(
        session, token_hash=token_hash(refresh_token), new_hash=token_hash(fresh_token)
    )
    if found is None or found.user_id is None:
        return [found.session_id] if found else []
    claims = Claims(found.user_id, found.workspace_id, found.session_id, Role(found.role))
    return _tokens(settings, claims, fresh_token, session_expires_at=found.expires_at)


async def log_out(session: AsyncSession, *, token: str) -> Collection[UUID]:
    """End the session of a refresh token or of a browser's cookie and return it; what opens nothing is no error."""
    return await repository.close_session(session, token_hash(token))


async def get_profile(session: AsyncSession, *, user_id: UUID, workspace_id: UUID) -> Profile:
    """Return the signed-in user with the workspace they work in, its tier and credits, and all their workspaces.

    Raises:
        NoSuchAccount: the account was deleted after the token was issued, or does not belong to the workspace any more.
    """
    user = await repository.get_user(session, user_id)
    memberships = await repository.list_memberships(session, user_id)
    chosen = next(((workspace, role) for workspace, role in memberships if workspace.id == workspace_id), None)
    if user is None or chosen is None:
        raise NoSuchAccount
    workspace, role = chosen
    return Profile(
        id=user.id,
        email=user.email,
        email_verified=user.email_verified_at is not None,
        username=user.username,
        workspace_id=workspace.id,
        role=Role(role),
        tier=Tier(workspace.tier),
        credits=await credits.get_balance(session, workspace_id),
        is_operator=user.is_operator,
        created_at=user.created_at,
        deletion_due_at=user.deletion_due_at,
        workspaces=[
            WorkspaceView(workspace_id=of.id, name=of.name, kind=of.kind, role=Role(role)) for of, role in memberships
        ],
    )


async def get_personal_workspace(session: AsyncSession, user_id: UUID) -> UUID:
    """Return the workspace that somebody has had since they registered.

    Raises:
        NoSuchAccount: the account was deleted.
    """
    workspace_id = await repository.get_personal_workspace(session, user_id)
    if workspace_id is None:
        raise NoSuchAccount
    return workspace_id


async def get_standing(session: AsyncSession, subject: Subject) -> Standing:
    """Return how the caller's workspace stands now, in one query.

    Raises:
        NoSuchAccount: the workspace was deleted after the token was issued.
    """
    row = await repository.get_standing(session, subject.workspace_id)
    if row is None:
        raise NoSuchAccount
    return Standing(PLANS[Tier(row.tier)], row.balance, row.waiting_jobs, row.kept_bytes)


async def _profile_of(session: AsyncSession, member: Member) -> Profile:
    await set_workspace(session, workspace_id=member.workspace_id, user_id=member.user_id)
    return await get_profile(session, user_id=member.user_id, workspace_id=member.workspace_id)


def _tokens(settings: Settings, claims: Claims, refresh_token: str, *, session_expires_at: datetime) -> SessionTokens:
    left_s = int((session_expires_at - datetime.now(UTC)).total_seconds())
    lifetime_s = min(settings.access_token_lifetime_s, max(1, left_s))  # no token outlives its session
    return SessionTokens(
        access_token=issue_access_token(claims, key=settings.signing_key, lifetime_s=lifetime_s),
        refresh_token=refresh_token,
        expires_in=lifetime_s,
    )


async def grant_credits(session: AsyncSession, *, email: str, amount: Decimal, description: str, key: str) -> Decimal:
    """Add credits to somebody's workspace, once per ``key``, and return the new balance; for the operator.

    Raises:
        NoSuchAccount: nobody has this address.
    """
    workspace_id = await _workspace_of(session, email)
    return await credits.grant(session, workspace_id, amount=amount, description=description, key=key)


async def set_tier(session: AsyncSession, *, email: str, tier: Tier) -> None:
    """Change somebody's level of service; for the operator.

    Raises:
        NoSuchAccount: nobody has this address.
    """
    await repository.set_tier(session, await _workspace_of(session, email), tier)


async def set_tier_of(session: AsyncSession, workspace_id: UUID, tier: Tier) -> None:
    """Change a workspace's level of service; for the operator, and for what it pays for."""
    await repository.set_tier(session, workspace_id, tier)


async def _workspace_of(session: AsyncSession, email: str) -> UUID:
    workspace_id = await repository.find_workspace_of(session, email)
    if workspace_id is None:
        raise _nobody_of(email)
    return workspace_id


def _nobody_of(email: str) -> NoSuchAccount:
    return NoSuchAccount(f"There is no account with the address {email}.")
