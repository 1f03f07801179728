"""The queries on cloned voices; what a session may see of them is the database's rule."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.voices.cloning.models import ClonedVoice, VoiceSample


async def add(session: AsyncSession, rows: Collection[ClonedVoice | VoiceSample]) -> None:
    """Insert voices or samples."""
    session.add_all(rows)
    await session.flush()


async def get(session: AsyncSession, voice_id: UUID, *, lock: bool = False) -> ClonedVoice | None:
    """Return a voice, a deleted one too."""
    query = select(ClonedVoice).where(ClonedVoice.id == voice_id).execution_options(populate_existing=True)
    return (await session.execute(query.with_for_update() if lock else query)).scalar_one_or_none()


async def list_voices(
    session: AsyncSession, workspace_id: UUID, *, limit: int, after: tuple[datetime, UUID] | None
) -> Sequence[ClonedVoice]:
    """Return voices newest first, starting behind the row named by ``after``."""
    query = select(ClonedVoice).where(ClonedVoice.workspace_id == workspace_id, ClonedVoice.status != "deleted")
    if after is not None:
        query = query.where(tuple_(ClonedVoice.created_at, ClonedVoice.id) < after)
    ordered = query.order_by(ClonedVoice.created_at.desc(), ClonedVoice.id.desc()).limit(limit)
    return (await session.execute(ordered)).scalars().all()


async def list_trained(session: AsyncSession) -> Sequence[ClonedVoice]:
    """Return every voice that can speak, by name."""
    query = select(ClonedVoice).where(ClonedVoice.status == "trained")
    return (await session.execute(query.order_by(func.lower(ClonedVoice.name), ClonedVoice.id))).scalars().all()


async def list_usable(
    session: AsyncSession, voice_ids: Collection[UUID], *, workspace_id: UUID, user_id: UUID | None
) -> Sequence[ClonedVoice]:
    """Return those of the voices that a user may speak with; for the worker, who sees all."""
    query = select(ClonedVoice).where(
        ClonedVoice.id.in_(voice_ids),
        ClonedVoice.workspace_id == workspace_id,
        ClonedVoice.status == "trained",
        or_(ClonedVoice.is_shared, ClonedVoice.user_id.is_not_distinct_from(user_id)),
    )
    return (await session.execute(query)).scalars().all()


async def get_of_job(session: AsyncSession, job_id: UUID) -> ClonedVoice | None:
    """Return the voice that a job trains."""
    return (await session.execute(select(ClonedVoice).where(ClonedVoice.job_id == job_id))).scalar_one_or_none()


async def change(session: AsyncSession, voice_id: UUID, values: Mapping[str, Any]) -> None:
    """Write new values into a voice."""
    await session.execute(update(ClonedVoice).where(ClonedVoice.id == voice_id).values(updated_at=func.now(), **values))


async def note_use(session: AsyncSession, voice_ids: Collection[UUID]) -> None:
    """Count a use of each voice."""
    await session.execute(
        update(ClonedVoice)
        .where(ClonedVoice.id.in_(voice_ids))
        .values(usage_count=ClonedVoice.usage_count + 1, last_used_at=func.now())
    )


async def get_samples(
    session: AsyncSession, sample_ids: Collection[UUID], *, lock: bool = False
) -> Sequence[VoiceSample]:
    """Return samples whose recordings are there."""
    query = select(VoiceSample).where(VoiceSample.id.in_(sample_ids), VoiceSample.asset_id.is_not(None))
    ordered = query.order_by(VoiceSample.id)
    return (await session.execute(ordered.with_for_update() if lock else ordered)).scalars().all()


async def list_samples(
    session: AsyncSession, workspace_id: UUID, *, voice_id: UUID | None = None, limit: int = 200
) -> Sequence[VoiceSample]:
    """Return recordings newest first: all of them, or those of a voice."""
    query = select(VoiceSample).where(VoiceSample.workspace_id == workspace_id, VoiceSample.asset_id.is_not(None))
    if voice_id is not None:
        query = query.where(VoiceSample.voice_id == voice_id)
    ordered = query.order_by(VoiceSample.consent_at.desc(), VoiceSample.id.desc()).limit(limit)
    return (await session.execute(ordered)).scalars().all()


async def attach_samples(session: AsyncSession, sample_ids: Collection[UUID], voice_id: UUID) -> None:
    """Give samples to a voice."""
    await session.execute(update(VoiceSample).where(VoiceSample.id.in_(sample_ids)).values(voice_id=voice_id))


async def empty_samples(session: AsyncSession, voice_id: UUID) -> None:
    """Forget what was heard in a voice's samples; who agreed to what stays."""
    await session.execute(update(VoiceSample).where(VoiceSample.voice_id == voice_id).values(findings={}))


async def delete_unused(session: AsyncSession) -> None:
    """Delete the rows of samples whose recordings are gone and that no voice was learned from."""
    unused = VoiceSample.asset_id.is_(None) & VoiceSample.voice_id.is_(None)
    await session.execute(delete(VoiceSample).where(unused))


async def delete_sample(session: AsyncSession, sample_id: UUID) -> None:
    """Delete a sample's row."""
    await session.execute(delete(VoiceSample).where(VoiceSample.id == sample_id))
