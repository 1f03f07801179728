"""The queries on assets."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, Float, and_, delete, func, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.library.models import Asset, AssetPeaks, Folder

JobDirection = Literal["input", "output"]
VoiceDirection = Literal["sample", "voice"]
Direction = JobDirection | VoiceDirection


async def add(session: AsyncSession, assets: Collection[Asset]) -> None:
    """Insert assets."""
    session.add_all(assets)
    await session.flush()


async def get(session: AsyncSession, asset_id: UUID) -> Asset | None:
    """Return an asset, where the session may see it."""
    return (await session.execute(select(Asset).where(Asset.id == asset_id))).scalar_one_or_none()


async def list_of_jobs(
    session: AsyncSession, job_ids: Collection[UUID], direction: Direction | None = None
) -> Sequence[Asset]:
    """Return what went into jobs or came out of them, or both, in the order it was made."""
    query = select(Asset).where(Asset.job_id.in_(job_ids), Asset.trashed_at.is_(None)).order_by(Asset.id)
    if direction is not None:
        query = query.where(Asset.direction == direction)
    return (await session.execute(query)).scalars().all()


async def get_many(session: AsyncSession, asset_ids: Collection[UUID]) -> Sequence[Asset]:
    """Return those of the assets that the session may see."""
    return (await session.execute(select(Asset).where(Asset.id.in_(asset_ids)))).scalars().all()


async def list_of_voices(
    session: AsyncSession, voice_ids: Collection[UUID], direction: VoiceDirection
) -> Sequence[Asset]:
    """Return cloned voices' samples, or their own files, in the order they came."""
    query = select(Asset).where(Asset.voice_id.in_(voice_ids), Asset.direction == direction).order_by(Asset.id)
    return (await session.execute(query)).scalars().all()


async def give_to_voice(
    session: AsyncSession, asset_ids: Collection[UUID], voice_id: UUID, direction: VoiceDirection
) -> None:
    """Let files belong to a cloned voice from now on: no longer to a job, and without an end of their own."""
    await session.execute(
        update(Asset)
        .where(Asset.id.in_(asset_ids))
        .values(voice_id=voice_id, direction=direction, job_id=None, expires_at=None, updated_at=func.now())
    )


async def delete_assets(session: AsyncSession, asset_ids: Collection[UUID]) -> None:
    """Delete assets; their files go with the next sweep."""
    await session.execute(delete(Asset).where(Asset.id.in_(asset_ids)))


async def delete_of_voice(session: AsyncSession, voice_id: UUID) -> None:
    """Delete all files of a cloned voice; they go with the next sweep."""
    await session.execute(delete(Asset).where(Asset.voice_id == voice_id))


async def delete_expired(session: AsyncSession, kept_in_trash: timedelta) -> int:
    """Delete assets whose time is over, in the library or in the trash, and return how many there were.

    Their files go with the next sweep.
    """
    over = or_(Asset.expires_at < func.now(), Asset.trashed_at < func.now() - kept_in_trash)
    deleted = await session.execute(delete(Asset).where(over).returning(Asset.id))
    return len(deleted.all())


@dataclass(frozen=True)
class MusicFilter:
    """Which music of a library is wanted; what is None does not matter, words match in any case."""

    genre: str | None = None
    mood: str | None = None
    key: str | None = None
    lowest_bpm: float | None = None
    highest_bpm: float | None = None
    royalty_free: bool | None = None


ANY_MUSIC = MusicFilter()


@dataclass(frozen=True)
class ItemFilter:
    """Which items of a library are wanted; what is None does not matter.

    Attributes:
        types: any of these.
        folder_id: in this folder.
        tag: with this tag.
        words: title, name or a tag holds each of these, in any case.
        kept: kept for good, or not.
        trashed: those in the trash instead of the others.
        music: what is known of it as music.
    """

    types: tuple[str, ...]
    folder_id: UUID | None = None
    tag: str | None = None
    words: tuple[str, ...] = ()
    kept: bool | None = None
    trashed: bool = False
    music: MusicFilter = ANY_MUSIC


async def list_items(
    session: AsyncSession, workspace_id: UUID, wanted: ItemFilter, *, limit: int, after: tuple[datetime, UUID] | None
) -> Sequence[Asset]:
    """Return items newest first, starting behind the row named by ``after``."""
    query = select(Asset).where(
        Asset.workspace_id == workspace_id,
        Asset.direction == "output",
        Asset.type.in_(wanted.types),
        Asset.trashed_at.is_not(None) if wanted.trashed else Asset.trashed_at.is_(None),
    )
    if wanted.folder_id is not None:
        query = query.where(Asset.folder_id == wanted.folder_id)
    if wanted.tag is not None:
        query = query.where(Asset.tags.contains([wanted.tag]))
    if wanted.kept is not None:
        query = query.where(Asset.kept_at.is_not(None) if wanted.kept else Asset.kept_at.is_(None))
    searched = Asset.title + " " + Asset.name + " " + func.array_to_string(Asset.tags, " ")
    query = query.where(and_(True, *(searched.icontains(word, autoescape=True) for word in wanted.words)))
    query = query.where(and_(True, *_of_music(wanted.music)))
    if after is not None:
        query = query.where(tuple_(Asset.created_at, Asset.id) < after)
    ordered = query.order_by(Asset.created_at.desc(), Asset.id.desc()).limit(limit)
    return (await session.execute(ordered)).scalars().all()


def _of_music(wanted: MusicFilter) -> Iterator[ColumnElement[bool]]:
    facts = Asset.details["music"]
    for name in ("genre", "mood", "key"):
        word: str | None = getattr(wanted, name)
        if word is not None:
            yield func.lower(facts[name].astext) == word.lower()
    bpm = facts["bpm"].astext.cast(Float)
    if wanted.lowest_bpm is not None:
        yield bpm >= wanted.lowest_bpm
    if wanted.highest_bpm is not None:
        yield bpm <= wanted.highest_bpm
    if wanted.royalty_free is not None:
        yield facts["royalty_free"].astext.cast(Boolean) == wanted.royalty_free


async def get_of_jobs(session: AsyncSession, asset_id: UUID) -> Asset | None:
    """Return what went into a job or came out of one, or lies in the library without any."""
    query = select(Asset).where(Asset.id == asset_id, Asset.direction.in_(get_args(JobDirection)))
    return (await session.execute(query)).scalar_one_or_none()


async def get_item(session: AsyncSession, asset_id: UUID) -> Asset | None:
    """Return what a library shows under this id, the trash included; inputs of jobs are no items."""
    query = select(Asset).where(Asset.id == asset_id, Asset.direction == "output")
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


async def change_item(session: AsyncSession, asset_id: UUID, values: Mapping[str, Any]) -> None:
    """Write new values into an item."""
    await session.execute(update(Asset).where(Asset.id == asset_id).values(updated_at=func.now(), **values))


async def measure_trash(session: AsyncSession, workspace_id: UUID) -> tuple[int, int]:
    """Return how many items lie in the trash, and their bytes."""
    query = select(func.count(), func.coalesce(func.sum(Asset.size_bytes), 0)).where(*_in_trash(workspace_id))
    items, size_bytes = (await session.execute(query)).one()
    return items, int(size_bytes)


async def empty_trash(session: AsyncSession, workspace_id: UUID) -> None:
    """Delete what lies in the trash; the files go with the next sweep."""
    await session.execute(delete(Asset).where(*_in_trash(workspace_id)))


def _in_trash(workspace_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return Asset.workspace_id == workspace_id, Asset.direction == "output", Asset.trashed_at.is_not(None)


async def detach_kept(session: AsyncSession, job_id: UUID) -> None:
    """Take what is kept away from its job, so that it outlives it."""
    await session.execute(update(Asset).where(Asset.job_id == job_id, Asset.kept_at.is_not(None)).values(job_id=None))


async def list_tags(session: AsyncSession, workspace_id: UUID) -> Sequence[str]:
    """Return every tag in use, by name."""
    tag = func.unnest(Asset.tags).label("tag")
    in_use = select(tag).where(Asset.workspace_id == workspace_id, Asset.trashed_at.is_(None)).distinct()
    return (await session.execute(in_use.order_by("tag"))).scalars().all()


async def get_peaks(session: AsyncSession, asset_id: UUID) -> bytes | None:
    """Return the waveform of an asset, if it has one."""
    return (await session.execute(select(AssetPeaks.data).where(AssetPeaks.asset_id == asset_id))).scalar_one_or_none()


async def add_peaks(session: AsyncSession, asset_id: UUID, data: bytes) -> None:
    """Insert the waveform of an asset that is there and has none."""
    of_asset = select(Asset.id, Asset.workspace_id, literal(data)).where(Asset.id == asset_id)
    new = insert(AssetPeaks).from_select(["asset_id", "workspace_id", "data"], of_asset)
    await session.execute(new.on_conflict_do_nothing())


async def list_folders(session: AsyncSession, workspace_id: UUID) -> Sequence[tuple[Folder, int]]:
    """Return folders by name, each with the number of items in it."""
    items = func.count(Asset.id).filter(Asset.trashed_at.is_(None))
    query = (
        select(Folder, items)
        .outerjoin(Asset, Asset.folder_id == Folder.id)
        .where(Folder.workspace_id == workspace_id)
        .group_by(Folder.id)
        .order_by(func.lower(Folder.name), Folder.name)
    )
    return [(folder, count) for folder, count in (await session.execute(query)).all()]


async def get_folder(session: AsyncSession, folder_id: UUID, *, to_change: bool = False) -> Folder | None:
    """Return a folder, where the session may see it; nobody deletes it before the session's end.

    Several at once may put files into it; of those who are ``to_change`` it, or delete it, one waits for the other.
    """
    query = select(Folder).where(Folder.id == folder_id).with_for_update(read=not to_change, key_share=not to_change)
    return (await session.execute(query)).scalar_one_or_none()


async def add_folder(session: AsyncSession, folder: Folder) -> None:
    """Insert a folder."""
    session.add(folder)
    await session.flush()


async def delete_folder(session: AsyncSession, folder_id: UUID) -> None:
    """Delete a folder; what lies in it stays in the library."""
    await session.execute(delete(Folder).where(Folder.id == folder_id))
