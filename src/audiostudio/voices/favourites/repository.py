"""The queries on favourite voices; the database shows everybody their own row."""

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.identity import Identity
from audiostudio.voices.favourites.models import FavouriteVoices


async def get(session: AsyncSession, owner: Identity) -> list[str]:
    """Return what somebody marked."""
    query = select(FavouriteVoices.voice_ids).where(
        FavouriteVoices.workspace_id == owner.workspace_id,
        FavouriteVoices.user_id.is_not_distinct_from(owner.user_id),
    )
    return (await session.execute(query)).scalar_one_or_none() or []


async def put(session: AsyncSession, owner: Identity, voice_ids: list[str]) -> None:
    """Write down what somebody marked, in place of what was there."""
    row = insert(FavouriteVoices).values(workspace_id=owner.workspace_id, user_id=owner.user_id, voice_ids=voice_ids)
    await session.execute(
        row.on_conflict_do_update(
            index_elements=["workspace_id", "user_id"], set_={"voice_ids": voice_ids, "updated_at": func.now()}
        )
    )
