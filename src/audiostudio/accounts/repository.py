"""The queries on users, workspaces and sessions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts.devices import Device
from audiostudio.accounts.identifiers import email_key, username_key
from audiostudio.accounts.models import Membership, User, Workspace


async def register_account(
    session: AsyncSession,
    *,
    email: str,
    username: str,
    hashed_password: str | None,
    registered_from: bytes,
    signup_credits: int,
) -> Row[UUID, UUID]:
    """Insert a user with a personal workspace and return the ids of both."""
    found = await session.execute(
        text(
            "SELECT user_id, workspace_id "
            "FROM register_account(:email, :email_key, :username, :username_key, :hash, :from, :credits)"
        ),
        {
            "email": email,
            "email_key": email_key(email),
            "username": username,
            "username_key": username_key(username),
            "hash": hashed_password,
            "from": registered_from,
            "credits": signup_credits,
        },
    )
    return found.one()


async def find_sign_in(session: AsyncSession, email: str) -> Row[UUID, UUID, str | None] | None:
    """Return user, workspace and password hash for an address, if there is an account."""
    found = await session.execute(
        text("SELECT user_id, workspace_id, hashed_password FROM find_sign_in(:key, :former)"), _forms(email)
    )
    return found.one_or_none()


async def knows_address(session: AsyncSession, email: str, address_hash: bytes) -> bool:
    """Return whether the owner of an account has signed in from a network address before."""
    found = await session.execute(
        text("SELECT knows_address(:key, :former, :address)"), _forms(email) | {"address": address_hash}
    )
    return bool(found.scalar_one())


async def remember_address(session: AsyncSession, user_id: UUID, address_hash: bytes, *, kept: timedelta) -> None:
    """Keep that somebody signed in from a network address, and forget those of ``kept`` ago."""
    await session.execute(
        text("SELECT remember_address(:user, :address, :kept)"),
        {"user": user_id, "address": address_hash, "kept": kept},
    )


async def find_tier(session: AsyncSession, workspace_id: UUID) -> str | None:
    """Return a workspace's level of service, where the session sees it."""
    return (await session.execute(select(Workspace.tier).where(Workspace.id == workspace_id))).scalar_one_or_none()


async def open_session(
    session: AsyncSession, *, user_id: UUID, workspace_id: UUID, token_hash: bytes, lifetime: timedelta
) -> Row[UUID, datetime]:
    """Insert a session and return its id and when it expires."""
    found = await session.execute(
        text("SELECT session_id, expires_at FROM open_session(:user, :workspace, :hash, :lifetime)"),
        {"user": user_id, "workspace": workspace_id, "hash": token_hash, "lifetime": lifetime},
    )
    return found.one()


async def open_browser_session(
    session: AsyncSession, *, user_id: UUID, workspace_id: UUID, token_hash: bytes, lifetime: timedelta
) -> Row[UUID, datetime]:
    """Insert a session whose token never changes, and return its id and when it expires."""
    found = await session.execute(
        text("SELECT session_id, expires_at FROM open_browser_session(:user, :workspace, :hash, :lifetime)"),
        {"user": user_id, "workspace": workspace_id, "hash": token_hash, "lifetime": lifetime},
    )
    return found.one()


async def describe_session(session: AsyncSession, session_id: UUID, device: Device) -> None:
    """Note from where a session was begun."""
    await session.execute(
        text("UPDATE sessions SET user_agent = :agent, address = :address WHERE id = :id"),
        {"id": session_id, "agent": device.user_agent, "address": device.address},
    )


async def switch_browser_session(session: AsyncSession, token_hash: bytes, workspace_id: UUID) -> bool:
    """Let a browser's session work in another workspace of its user's; False where there is no such pair."""
    query = text("SELECT switch_browser_session(:hash, :workspace)")
    switched = await session.execute(query, {"hash": token_hash, "workspace": workspace_id})
    return switched.scalar_one_or_none() is True


async def rotate_session(
    session: AsyncSession, *, token_hash: bytes, new_hash: bytes
) -> Row[UUID, UUID | None, UUID, str, datetime] | None:
    """Replace the token of a session; return session, user, workspace, role and when it expires.

    None where the token opens nothing; a session without a user is one that ended, for the token was spent before.
    """
    found = await session.execute(
        text("SELECT session_id, user_id, workspace_id, role, expires_at FROM rotate_session(:old, :new)"),
        {"old": token_hash, "new": new_hash},
    )
    return found.one_or_none()


async def close_session(session: AsyncSession, token_hash: bytes) -> Sequence[UUID]:
    """End the session that a token belongs to, and return its id."""
    return (await session.execute(text("SELECT close_session(:hash)"), {"hash": token_hash})).scalars().all()


async def end_sessions(session: AsyncSession, user_id: UUID, *, but: UUID | None = None) -> Sequence[UUID]:
    """End all sessions of somebody, ``but`` one, and return their ids; web servers are told by the database."""
    query = text("DELETE FROM sessions WHERE user_id = :user AND id IS DISTINCT FROM :but RETURNING id")
    return (await session.execute(query, {"user": user_id, "but": but})).scalars().all()


async def remove_other_ways_in(session: AsyncSession, user_id: UUID) -> None:
    """Remove whatever opens an account beside its password."""
    for table in ("totp_secrets", "recovery_codes", "passkeys", "identities"):
        await session.execute(text(f"DELETE FROM {table} WHERE user_id = :user"), {"user": user_id})  # noqa: S608


async def count_ways_in(session: AsyncSession, user_id: UUID, *, without: UUID | None) -> int:
    """Return by how many passwords, passkeys and identities somebody can sign in, ``without`` one of them."""
    query = text(
        "SELECT (SELECT count(*) FROM users WHERE id = :user AND hashed_password IS NOT NULL) "
        "+ (SELECT count(*) FROM passkeys WHERE user_id = :user AND id IS DISTINCT FROM :without) "
        "+ (SELECT count(*) FROM identities WHERE user_id = :user AND id IS DISTINCT FROM :without)"
    )
    return int((await session.execute(query, {"user": user_id, "without": without})).scalar_one())


async def replace_password_hash(session: AsyncSession, user_id: UUID, hashed_password: str) -> None:
    """Keep a fresher hash of the same password."""
    await session.execute(
        update(User).where(User.id == user_id).values(hashed_password=hashed_password, updated_at=func.now())
    )


async def get_user(session: AsyncSession, user_id: UUID) -> User | None:
    """Return the user, where the session may see it."""
    return (await session.execute(select(User).where(User.id == user_id))).scalar_one_or_none()


async def get_personal_workspace(session: AsyncSession, user_id: UUID) -> UUID | None:
    """Return the workspace that somebody has had since they registered."""
    query = text("SELECT personal_workspace(:user)")
    found = (await session.execute(query, {"user": user_id})).scalar_one_or_none()
    return UUID(str(found)) if found else None


async def get_standing(session: AsyncSession, workspace_id: UUID) -> Row[str, Decimal, int, int] | None:
    """Return tier, balance, waiting jobs and kept bytes of the workspace, where the session may see it."""
    query = text("SELECT tier, balance, waiting_jobs, kept_bytes FROM workspace_standing(:workspace)")
    return (await session.execute(query, {"workspace": workspace_id})).one_or_none()


async def list_memberships(session: AsyncSession, user_id: UUID) -> Sequence[Row[Workspace, str]]:
    """Return the workspaces that somebody belongs to, each with their role, the first joined first."""
    query = (
        select(Workspace, Membership.role)
        .join(Membership, Membership.workspace_id == Workspace.id)
        .where(Membership.user_id == user_id)
        .order_by(Membership.created_at, Workspace.id)
    )
    return (await session.execute(query)).all()


async def find_workspace_of(session: AsyncSession, email: str) -> UUID | None:
    """Return the personal workspace behind an address; for the operator."""
    found = (await session.execute(text("SELECT find_workspace(:key, :former)"), _forms(email))).scalar_one_or_none()
    return UUID(str(found)) if found else None


async def set_tier(session: AsyncSession, workspace_id: UUID, tier: str) -> None:
    """Change a workspace's level of service; for the operator."""
    await session.execute(text("SELECT set_tier(:workspace, :tier)"), {"workspace": workspace_id, "tier": tier})


async def set_operator(session: AsyncSession, email: str, is_operator: bool) -> UUID | None:
    """Make somebody an operator, or one no more; None where nobody has this address."""
    values = _forms(email) | {"is_operator": is_operator}
    found = await session.execute(text("SELECT set_operator(:key, :former, :is_operator)"), values)
    return found.scalar_one_or_none()


async def list_operators(session: AsyncSession) -> Sequence[str]:
    """Return the operators' addresses."""
    return (await session.execute(text("SELECT email FROM list_operators()"))).scalars().all()


def _forms(email: str) -> dict[str, str]:
    """Return the form by which an address is found, and that by which it was before there was a form for all."""
    return {"key": email_key(email), "former": email.lower()}
