"""The queries on uploads."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.uploads.models import Upload, UploadPart


async def add(session: AsyncSession, upload: Upload) -> None:
    """Insert an upload."""
    session.add(upload)
    await session.flush()


async def get(session: AsyncSession, upload_id: UUID) -> Upload | None:
    """Return an upload, where the session may see it."""
    return (await session.execute(select(Upload).where(Upload.id == upload_id))).scalar_one_or_none()


async def sum_size_bytes(session: AsyncSession, workspace_id: UUID) -> int:
    """Return what a workspace's uploads will hold once they are whole."""
    found = await session.execute(
        select(func.coalesce(func.sum(Upload.size_bytes), 0)).where(Upload.workspace_id == workspace_id)
    )
    return int(found.scalar_one())


async def advance(
    session: AsyncSession, upload_id: UUID, *, from_byte: int, to_byte: int, expires_at: datetime
) -> bool:
    """Move an upload's offset; return whether it was still at ``from_byte``."""
    changed = await session.execute(
        update(Upload)
        .where(Upload.id == upload_id, Upload.offset_bytes == from_byte)
        .values(offset_bytes=to_byte, expires_at=expires_at)
        .returning(Upload.id)
    )
    return changed.scalar_one_or_none() is not None


async def add_parts(session: AsyncSession, parts: Sequence[UploadPart]) -> None:
    """Insert what has arrived."""
    session.add_all(parts)
    await session.flush()


async def list_part_keys(session: AsyncSession, upload_id: UUID) -> Sequence[str]:
    """Return the storage keys of an upload's parts, first bytes first."""
    found = await session.execute(
        select(UploadPart.storage_key).where(UploadPart.upload_id == upload_id).order_by(UploadPart.start_byte)
    )
    return found.scalars().all()


async def remove(session: AsyncSession, upload_id: UUID) -> None:
    """Delete an upload with its parts; their files go with the next sweep."""
    await session.execute(delete(Upload).where(Upload.id == upload_id))


async def remove_expired(session: AsyncSession) -> int:
    """Delete the uploads whose time is over, and return how many there were."""
    gone = await session.execute(delete(Upload).where(Upload.expires_at < func.now()).returning(Upload.id))
    return len(gone.all())
