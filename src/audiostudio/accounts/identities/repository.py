"""The queries on identities at other providers."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts.identifiers import email_key


class IdentityRow(NamedTuple):
    """An identity of somebody's."""

    id: UUID
    provider: str
    email: str
    created_at: datetime


class Person(NamedTuple):
    """Whoever has an address."""

    user_id: UUID
    workspace_id: UUID
    email_verified: bool


class Owner(NamedTuple):
    """Whose account an identity opens."""

    user_id: UUID
    workspace_id: UUID


async def add(session: AsyncSession, *, user_id: UUID, provider: str, subject: str, email: str) -> None:
    """Insert an identity.

    Raises:
        IntegrityError: it opens another account, or the account has one of this provider.
    """
    query = text(
        "INSERT INTO identities (user_id, provider, subject, email) VALUES (:user, :provider, :subject, :email)"
    )
    values = {"user": user_id, "provider": provider, "subject": subject, "email": email}
    await session.execute(query, values)


async def list_all(session: AsyncSession, user_id: UUID) -> Sequence[IdentityRow]:
    """Return somebody's identities, the oldest first."""
    query = text("SELECT id, provider, email, created_at FROM identities WHERE user_id = :user ORDER BY created_at, id")
    return [IdentityRow(*row) for row in await session.execute(query, {"user": user_id})]


async def remove(session: AsyncSession, user_id: UUID, identity_id: UUID) -> bool:
    """Delete an identity and return whether there was one."""
    query = text("DELETE FROM identities WHERE user_id = :user AND id = :id RETURNING id")
    return (await session.execute(query, {"user": user_id, "id": identity_id})).one_or_none() is not None


async def find_owner(session: AsyncSession, provider: str, subject: str) -> Owner | None:
    """Return whose account an identity opens."""
    query = text("SELECT user_id, workspace_id FROM find_identity(:provider, :subject)")
    row = (await session.execute(query, {"provider": provider, "subject": subject})).one_or_none()
    return None if row is None else Owner(*row)


async def find_person(session: AsyncSession, email: str) -> Person | None:
    """Return whoever has an address."""
    query = text("SELECT user_id, workspace_id, email_verified FROM find_person(:key, :former)")
    row = (await session.execute(query, {"key": email_key(email), "former": email.lower()})).one_or_none()
    return None if row is None else Person(*row)
