"""The queries on assets."""

from collections.abc import Collection, Sequence
from typing import Literal
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.library.models import Asset

Direction = Literal["input", "output"]


async def add(session: AsyncSession, assets: Collection[Asset]) -> None:
    """Insert assets."""
    session.add_all(assets)
    await session.flush()


async def get(session: AsyncSession, asset_id: UUID) -> Asset | None:
    """Return an asset, where the session may see it."""
    return (await session.execute(select(Asset).where(Asset.id == asset_id))).scalar_one_or_none()


async def list_of_jobs(session: AsyncSession, job_ids: Collection[UUID], direction: Direction) -> Sequence[Asset]:
    """Return what went into jobs or came out of them, in the order it was made."""
    found = await session.execute(
        select(Asset).where(Asset.job_id.in_(job_ids), Asset.direction == direction).order_by(Asset.id)
    )
    return found.scalars().all()


async def delete_expired(session: AsyncSession) -> int:
    """Delete assets whose time is over and return how many there were; their files go with the next sweep."""
    deleted = await session.execute(delete(Asset).where(Asset.expires_at < func.now()).returning(Asset.id))
    return len(deleted.all())
