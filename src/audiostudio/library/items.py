"""Rules of the library: what jobs made, named, filed, tagged, kept, and trashed with a way back."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from typing import Any, get_args
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.http.errors import Problem
from audiostudio.kit.http.pagination import Page, decode_cursor, split_page
from audiostudio.library import repository
from audiostudio.library.models import Asset, Folder
from audiostudio.library.repository import ItemFilter
from audiostudio.library.schemas import FolderView, ItemChanges, ItemType, ItemView, MusicFacts, TrashView
from audiostudio.library.service import AssetLinks, AssetNotFound
from audiostudio.settings import Settings

ALL_TYPES: tuple[str, ...] = get_args(ItemType)
# Pictures, reports and previews belong to what they show; they are listed where they are asked for.
SHOWN_TYPES = tuple(name for name in ALL_TYPES if name not in {"preview", "picture", "report"})


class FolderNotFound(Problem):
    """There is no such folder, or it is somebody else's."""

    status = 404
    code = "folder_not_found"
    title = "There is no such folder here."


class FolderExists(Problem):
    """A folder has this name."""

    status = 409
    code = "folder_exists"
    title = "A folder of this name is there already."


async def list_items(
    session: AsyncSession, links: AssetLinks, workspace_id: UUID, wanted: ItemFilter, *, limit: int, cursor: str | None
) -> Page[ItemView]:
    """Return a page of items, newest first."""
    rows = await repository.list_items(session, workspace_id, wanted, limit=limit + 1, after=decode_cursor(cursor))
    page, more = split_page(rows, limit, lambda row: (row.created_at, row.id))
    return Page(items=[await view(asset, links) for asset in page], next_cursor=more)


async def get(session: AsyncSession, asset_id: UUID) -> Asset:
    """Return an item.

    Raises:
        AssetNotFound: the library has none of this id.
    """
    asset = await repository.get_item(session, asset_id)
    if asset is None:
        raise AssetNotFound
    return asset


async def get_material(session: AsyncSession, asset_id: UUID) -> Asset:
    """Return an item, or what went into a job.

    Raises:
        AssetNotFound: there is neither of this id.
    """
    asset = await repository.get_of_jobs(session, asset_id)
    if asset is None:
        raise AssetNotFound
    return asset


async def change(session: AsyncSession, settings: Settings, asset_id: UUID, changes: ItemChanges) -> Asset:
    """Change what was named of an item.

    Raises:
        AssetNotFound, FolderNotFound: there is none.
    """
    asset = await get(session, asset_id)
    values: dict[str, Any] = {}
    if changes.name is not None:
        values["title"] = changes.name
    if changes.tags is not None:
        values["tags"] = changes.tags
    if "folder_id" in changes.model_fields_set:
        if changes.folder_id is not None:
            await get_folder(session, changes.folder_id)
        values["folder_id"] = changes.folder_id
    if changes.kept is not None and changes.kept != (asset.kept_at is not None):
        now = datetime.now(UTC)
        lifetime = timedelta(days=settings.retention_days) if settings.retention_days else None
        values["kept_at"] = now if changes.kept else None
        values["expires_at"] = None if changes.kept or lifetime is None else now + lifetime
    if changes.music is not None:
        values["details"] = asset.details | {"music": changes.music.model_dump(exclude_none=True)}
    if values:
        await repository.change_item(session, asset_id, values)
    return await get(session, asset_id)


async def trash(session: AsyncSession, asset_id: UUID) -> None:
    """Put an item into the trash, where it stays for `audiostudio.library.service.KEPT_IN_TRASH`.

    Raises:
        AssetNotFound: there is none.
    """
    asset = await get(session, asset_id)
    if asset.trashed_at is None:
        await repository.change_item(session, asset_id, {"trashed_at": datetime.now(UTC)})


async def restore(session: AsyncSession, asset_id: UUID) -> Asset:
    """Take an item out of the trash.

    Raises:
        AssetNotFound: there is none (any more).
    """
    await get(session, asset_id)
    await repository.change_item(session, asset_id, {"trashed_at": None})
    return await get(session, asset_id)


async def measure_trash(session: AsyncSession, workspace_id: UUID) -> TrashView:
    """Return what the trash holds."""
    items, size_bytes = await repository.measure_trash(session, workspace_id)
    return TrashView(items=items, size_bytes=size_bytes)


async def empty_trash(session: AsyncSession, workspace_id: UUID) -> None:
    """Delete for good what lies in the trash."""
    await repository.empty_trash(session, workspace_id)


async def list_folders(session: AsyncSession, workspace_id: UUID) -> list[FolderView]:
    """Return every folder, by name."""
    return [folder_view(folder, count) for folder, count in await repository.list_folders(session, workspace_id)]


async def get_folder(session: AsyncSession, folder_id: UUID, *, to_change: bool = False) -> Folder:
    """Return a folder, to put files into or ``to_change`` it.

    Raises:
        FolderNotFound: there is none.
    """
    folder = await repository.get_folder(session, folder_id, to_change=to_change)
    if folder is None:
        raise FolderNotFound
    return folder


async def add_folder(session: AsyncSession, workspace_id: UUID, name: str) -> FolderView:
    """Make a folder.

    Raises:
        FolderExists: the name is taken.
    """
    folder = Folder(workspace_id=workspace_id, name=name)
    try:
        await repository.add_folder(session, folder)
    except IntegrityError:
        raise FolderExists from None
    return folder_view(folder, 0)


async def rename_folder(session: AsyncSession, folder_id: UUID, name: str) -> FolderView:
    """Give a folder another name.

    Raises:
        FolderNotFound, FolderExists: there is none, or the name is taken.
    """
    folder = await get_folder(session, folder_id, to_change=True)
    folder.name = name
    try:
        await session.flush()
    except IntegrityError:
        raise FolderExists from None
    counts = {row.id: count for row, count in await repository.list_folders(session, folder.workspace_id)}
    return folder_view(folder, counts[folder.id])


async def delete_folder(session: AsyncSession, folder_id: UUID) -> None:
    """Delete a folder; what lies in it stays in the library.

    Raises:
        FolderNotFound: there is none.
    """
    await get_folder(session, folder_id, to_change=True)
    await repository.delete_folder(session, folder_id)


async def list_tags(session: AsyncSession, workspace_id: UUID) -> Sequence[str]:
    """Return every tag in use."""
    return await repository.list_tags(session, workspace_id)


def folder_view(folder: Folder, items: int) -> FolderView:
    """Return a folder as callers see it."""
    return FolderView(folder_id=folder.id, name=folder.name, items=items, created_at=folder.created_at)


async def view(asset: Asset, links: AssetLinks) -> ItemView:
    """Return an item as callers see it."""
    return ItemView(
        audio_id=asset.id,
        name=asset.title,
        file_name=asset.name,
        type=asset.type,
        role=asset.role,
        source=asset.generation_config.get("tool", "uploaded"),
        job_id=asset.job_id,
        url=await links.url(asset),
        media_type=asset.media_type,
        format=PurePath(asset.name).suffix.lstrip(".").lower(),
        size=asset.size_bytes,
        sha256=asset.sha256,
        # Masters and conversions call it so; the name is part of what their callers rely on.
        duration=asset.details.get("duration_s", asset.details.get("duration_seconds")),
        music=MusicFacts.model_validate(asset.details["music"]) if "music" in asset.details else None,
        details=asset.details,
        generation_config=asset.generation_config,
        folder_id=asset.folder_id,
        tags=asset.tags,
        kept=asset.kept_at is not None,
        created_at=asset.created_at,
        updated_at=asset.updated_at,
        expires_at=asset.expires_at,
        trashed_at=asset.trashed_at,
    )
