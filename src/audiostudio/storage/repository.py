"""The queries on the record of files."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.storage.models import StoredObject


async def add_pending(session: AsyncSession, workspace_id: UUID, keys: Collection[str]) -> None:
    """Insert the rows of files about to be written."""
    session.add_all(StoredObject(key=key, workspace_id=workspace_id) for key in keys)
    await session.flush()


async def kept_bytes(session: AsyncSession, workspace_id: UUID) -> int:
    """Return what a workspace keeps; in a transaction that added to it, others' additions wait for its end."""
    query = text("SELECT kept_bytes FROM storage_usage WHERE workspace_id = :workspace")
    return (await session.execute(query, {"workspace": workspace_id})).scalar_one_or_none() or 0


async def mark_live(session: AsyncSession, keys: Collection[str]) -> int:
    """Turn pending files live and return how many there were."""
    changed = await session.execute(
        update(StoredObject)
        .where(StoredObject.key.in_(keys), StoredObject.state == "pending")
        .values(state="live", changed_at=func.now())
        .returning(StoredObject.key)
    )
    return len(changed.all())


async def mark_pending_for_deletion(session: AsyncSession, workspace_id: UUID, keys: Collection[str]) -> None:
    """Mark files for deletion, unless they came into use after all.

    A sweep may have forgotten them before the last byte was written, so a row that is gone is made anew.
    """
    marked = insert(StoredObject).values(
        [{"key": key, "workspace_id": workspace_id, "state": "deleting"} for key in keys]
    )
    await session.execute(
        marked.on_conflict_do_update(
            index_elements=[StoredObject.key],
            set_={"state": "deleting", "changed_at": func.now()},
            where=StoredObject.state == "pending",
        )
    )


async def mark_forgotten_for_deletion(session: AsyncSession, older_than: timedelta) -> None:
    """Mark for deletion what was begun long ago and never came into use: its writer died."""
    await session.execute(
        update(StoredObject)
        .where(StoredObject.state == "pending", StoredObject.changed_at < func.now() - older_than)
        .values(state="deleting", changed_at=func.now())
    )


async def list_deleting(session: AsyncSession, limit: int) -> Sequence[str]:
    """Return keys of files to delete; rows that another sweeper holds are passed over."""
    found = await session.execute(
        select(StoredObject.key).where(StoredObject.state == "deleting").limit(limit).with_for_update(skip_locked=True)
    )
    return found.scalars().all()


async def forget(session: AsyncSession, keys: Collection[str]) -> None:
    """Delete the rows of files that are gone."""
    await session.execute(delete(StoredObject).where(StoredObject.key.in_(keys)))
