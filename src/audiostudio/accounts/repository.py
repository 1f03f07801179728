"""The queries on users, workspaces and sessions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts.models import Membership, User, Workspace


async def register_account(
    session: AsyncSession, *, email: str, username: str, hashed_password: str, signup_credits: int
) -> Row[UUID, UUID]:
    """Insert a user with a personal workspace and return the ids of both."""
    found = await session.execute(
        text("SELECT user_id, workspace_id FROM register_account(:email, :username, :hash, :credits)"),
        {"email": email, "username": username, "hash": hashed_password, "credits": signup_credits},
    )
    return found.one()


async def find_sign_in(session: AsyncSession, email: str) -> Row[UUID, UUID, str] | None:
    """Return user, workspace and password hash for an address, if there is an account."""
    found = await session.execute(
        text("SELECT user_id, workspace_id, hashed_password FROM find_sign_in(:email)"), {"email": email}
    )
    return found.one_or_none()


async def open_session(
    session: AsyncSession, *, user_id: UUID, workspace_id: UUID, token_hash: bytes, lifetime: timedelta
) -> UUID:
    """Insert a session and return its id."""
    found = await session.execute(
        text("SELECT open_session(:user, :workspace, :hash, :lifetime)"),
        {"user": user_id, "workspace": workspace_id, "hash": token_hash, "lifetime": lifetime},
    )
    return UUID(str(found.scalar_one()))


async def open_browser_session(
    session: AsyncSession, *, user_id: UUID, workspace_id: UUID, token_hash: bytes, lifetime: timedelta
) -> datetime:
    """Insert a session whose token never changes, and return when it expires."""
    found = await session.execute(
        text("SELECT open_browser_session(:user, :workspace, :hash, :lifetime)"),
        {"user": user_id, "workspace": workspace_id, "hash": token_hash, "lifetime": lifetime},
    )
    expires_at: datetime = found.scalar_one()
    return expires_at


async def rotate_session(
    session: AsyncSession, *, token_hash: bytes, new_hash: bytes
) -> Row[UUID, UUID, UUID, str] | None:
    """Replace the token of a session; return session, user, workspace and role, or None where it opens nothing."""
    found = await session.execute(
        text("SELECT session_id, user_id, workspace_id, role FROM rotate_session(:old, :new)"),
        {"old": token_hash, "new": new_hash},
    )
    return found.one_or_none()


async def close_session(session: AsyncSession, token_hash: bytes) -> None:
    """End the session that a token belongs to."""
    await session.execute(text("SELECT close_session(:hash)"), {"hash": token_hash})


async def replace_password_hash(session: AsyncSession, user_id: UUID, hashed_password: str) -> None:
    """Keep a fresher hash of the same password."""
    await session.execute(
        update(User).where(User.id == user_id).values(hashed_password=hashed_password, updated_at=func.now())
    )


async def get_user(session: AsyncSession, user_id: UUID) -> User | None:
    """Return the user, where the session may see it."""
    return (await session.execute(select(User).where(User.id == user_id))).scalar_one_or_none()


async def get_workspace(session: AsyncSession, workspace_id: UUID) -> Workspace | None:
    """Return the workspace, where the session may see it."""
    return (await session.execute(select(Workspace).where(Workspace.id == workspace_id))).scalar_one_or_none()


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
    found = (await session.execute(text("SELECT find_workspace(:email)"), {"email": email})).scalar_one_or_none()
    return UUID(str(found)) if found else None


async def set_tier(session: AsyncSession, workspace_id: UUID, tier: str) -> None:
    """Change a workspace's level of service; for the operator."""
    await session.execute(text("SELECT set_tier(:workspace, :tier)"), {"workspace": workspace_id, "tier": tier})
