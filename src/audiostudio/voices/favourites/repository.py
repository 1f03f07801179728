"""The queries on favourite voices; the database shows everybody their own row."""

from sqlalchemy import ColumnElement, all_, and_, any_, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.auth.subject import Subject
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.postgres.database import constraint_name
from audiostudio.voices.favourites.models import FavouriteVoices

_ROOM_CONSTRAINT = "favourite_voices_voice_ids_check"


class FavouritesFull(Problem):
    """As many voices are marked as may be."""

    status = 409
    code = "favourites_full"
    title = "You have 500 favourite voices; take the mark off one first."


async def get(session: AsyncSession, owner: Subject) -> list[str]:
    """Return what somebody marked."""
    query = select(FavouriteVoices.voice_ids).where(_is_of(owner))
    return (await session.execute(query)).scalar_one_or_none() or []


async def add(session: AsyncSession, owner: Subject, voice_id: str) -> None:
    """Mark a voice, behind those that are marked; one that is marked keeps its place.

    Raises:
        FavouritesFull: there is no room for one more.
    """
    row = insert(FavouriteVoices).values(workspace_id=owner.workspace_id, user_id=owner.user_id, voice_ids=[voice_id])
    marked = FavouriteVoices.voice_ids
    try:
        await session.execute(
            row.on_conflict_do_update(
                index_elements=["workspace_id", "user_id"],
                set_={"voice_ids": func.array_append(marked, voice_id), "updated_at": func.now()},
                where=all_(marked) != voice_id,
            )
        )
    except IntegrityError as error:
        raise (FavouritesFull() if constraint_name(error) == _ROOM_CONSTRAINT else error) from None


async def remove(session: AsyncSession, owner: Subject, voice_id: str) -> None:
    """Take the mark off a voice."""
    marked = FavouriteVoices.voice_ids
    await session.execute(
        update(FavouriteVoices)
        .where(_is_of(owner), any_(marked) == voice_id)
        .values(voice_ids=func.array_remove(marked, voice_id), updated_at=func.now())
    )


def _is_of(owner: Subject) -> ColumnElement[bool]:
    return and_(
        FavouriteVoices.workspace_id == owner.workspace_id,
        FavouriteVoices.user_id.is_not_distinct_from(owner.user_id),
    )
