"""The queries on pronunciations."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.postgres.locks import lock_name
from audiostudio.voices.pronunciations.models import Pronunciation


async def lock(session: AsyncSession, workspace_id: UUID) -> None:
    """Let nobody else add to the workspace's dictionary until the transaction ends."""
    await lock_name(session, f"dictionary {workspace_id}")


async def count(session: AsyncSession, workspace_id: UUID) -> int:
    """Return how many there are."""
    query = select(func.count()).where(Pronunciation.workspace_id == workspace_id)
    return (await session.execute(query)).scalar_one()


async def add(session: AsyncSession, row: Pronunciation) -> None:
    """Insert one."""
    session.add(row)
    await session.flush()


async def get(session: AsyncSession, pronunciation_id: UUID) -> Pronunciation | None:
    """Return one, where the session may see it; nobody deletes it before the session's end."""
    query = select(Pronunciation).where(Pronunciation.id == pronunciation_id).with_for_update()
    return (await session.execute(query)).scalar_one_or_none()


async def list_all(session: AsyncSession, workspace_id: UUID) -> Sequence[Pronunciation]:
    """Return all of a workspace's, by word."""
    query = select(Pronunciation).where(Pronunciation.workspace_id == workspace_id)
    return (await session.execute(query.order_by(Pronunciation.key))).scalars().all()


async def remove(session: AsyncSession, pronunciation_id: UUID) -> None:
    """Delete one."""
    await session.execute(delete(Pronunciation).where(Pronunciation.id == pronunciation_id))
