"""The queries on passkeys."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class PasskeyRow(NamedTuple):
    """A passkey as its owner sees it, and what a browser is told so as not to make another beside it."""

    id: UUID
    name: str
    credential_id: bytes
    created_at: datetime
    last_used_at: datetime | None


class FoundPasskey(NamedTuple):
    """A passkey that somebody signs in with, before it is known that they hold it."""

    id: UUID
    user_id: UUID
    workspace_id: UUID
    public_key: bytes
    sign_count: int


async def add(
    session: AsyncSession,
    *,
    user_id: UUID,
    credential_id: bytes,
    public_key: bytes,
    sign_count: int,
    transports: Sequence[str],
    name: str,
) -> UUID:
    """Insert a passkey and return its id.

    Raises:
        IntegrityError: it is registered already.
    """
    query = text(
        "INSERT INTO passkeys (user_id, credential_id, public_key, sign_count, transports, name) "
        "VALUES (:user, :credential, :key, :count, :transports, :name) RETURNING id"
    )
    values = {
        "user": user_id,
        "credential": credential_id,
        "key": public_key,
        "count": sign_count,
        "transports": list(transports),
        "name": name,
    }
    return UUID(str((await session.execute(query, values)).scalar_one()))


async def list_all(session: AsyncSession, user_id: UUID) -> Sequence[PasskeyRow]:
    """Return somebody's passkeys, the oldest first."""
    query = text(
        "SELECT id, name, credential_id, created_at, last_used_at FROM passkeys WHERE user_id = :user "
        "ORDER BY created_at, id"
    )
    return [PasskeyRow(*row) for row in await session.execute(query, {"user": user_id})]


async def remove(session: AsyncSession, user_id: UUID, passkey_id: UUID) -> bool:
    """Delete a passkey and return whether there was one."""
    query = text("DELETE FROM passkeys WHERE user_id = :user AND id = :id RETURNING id")
    return (await session.execute(query, {"user": user_id, "id": passkey_id})).one_or_none() is not None


async def find(session: AsyncSession, credential_id: bytes) -> FoundPasskey | None:
    """Return the passkey of this id, whoever's it is."""
    query = text("SELECT passkey_id, user_id, workspace_id, public_key, sign_count FROM find_passkey(:id)")
    row = (await session.execute(query, {"id": credential_id})).one_or_none()
    return None if row is None else FoundPasskey(*row)


async def note_use(session: AsyncSession, passkey_id: UUID, sign_count: int) -> None:
    """Keep how often a passkey has signed; the session must be its owner's."""
    query = text("UPDATE passkeys SET sign_count = :count, last_used_at = now() WHERE id = :id")
    await session.execute(query, {"count": sign_count, "id": passkey_id})
