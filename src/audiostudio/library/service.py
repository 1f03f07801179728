"""Rules of assets: how files become assets, how one is fetched, when they end."""

import re
import time
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.file_names import safe_file_name
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.database import Database
from audiostudio.library import repository
from audiostudio.library.models import Asset, AssetPeaks
from audiostudio.library.repository import Direction, JobDirection, VoiceDirection
from audiostudio.library.schemas import AssetView
from audiostudio.settings import Settings
from audiostudio.storage import service as storage
from audiostudio.storage.backend import StorageBackend
from audiostudio.storage.signing import sign

KEPT_IN_TRASH = timedelta(days=30)


class AssetNotFound(Problem):
    """There is no such asset, or it is somebody else's."""

    status = 404
    code = "asset_not_found"
    title = "There is no such file here."


@dataclass(frozen=True)
class NewAsset:
    """A local file about to become an asset; the library calls it by its title, or by its name where it has none."""

    path: Path
    name: str
    role: str
    type: str
    media_type: str
    details: Mapping[str, Any] = field(default_factory=dict)
    generation_config: Mapping[str, Any] = field(default_factory=dict)
    peaks: bytes | None = None
    title: str | None = None


@dataclass(frozen=True)
class AssetLinks:
    """Makes the addresses under which assets can be fetched for a while."""

    settings: Settings
    backend: StorageBackend

    async def url(self, asset: Asset) -> str:
        """Return a signed address: the object store's own where it has one, else one of this server."""
        lifetime_s = self.settings.download_url_lifetime_s
        direct = await self.backend.download_url(
            asset.storage_key, filename=asset.name, media_type=asset.media_type, lifetime_s=lifetime_s
        )
        if direct is not None:
            return direct
        path = file_path(asset)
        token = sign(path, int(time.time()) + lifetime_s, self.settings.signing_key)
        return f"{self.settings.public_url}{quote(path)}?token={token}"

    async def view(self, asset: Asset) -> AssetView:
        """Return an asset as callers see it."""
        return AssetView(
            asset_id=asset.id,
            role=asset.role,
            type=asset.type,
            name=asset.name,
            media_type=asset.media_type,
            size_bytes=asset.size_bytes,
            sha256=asset.sha256,
            url=await self.url(asset),
            details=asset.details,
            created_at=asset.created_at,
            expires_at=asset.expires_at,
        )


def file_path(asset: Asset) -> str:
    """Return the path of an asset's signed address; the workspace in it lets the database show that row alone."""
    return f"/files/{asset.workspace_id}/{asset.id}/{asset.name}"


async def put(
    database: Database,
    backend: StorageBackend,
    settings: Settings,
    *,
    workspace_id: UUID,
    job_id: UUID | None,
    direction: Direction,
    new_assets: Sequence[NewAsset],
) -> list[Asset]:
    """Write files to the storage and return their assets, to be committed by ``add`` or given to ``discard``.

    Args:
        database: as the application or the worker.
        backend: where files are kept.
        settings: the product's.
        workspace_id: whose they are to be.
        job_id: of the job that they belong to, if any.
        direction: what they are to it, or to a cloned voice.
        new_assets: the files.
    """
    expires_at = datetime.now(UTC) + timedelta(days=settings.retention_days) if settings.retention_days else None
    ids = [new_id() for _ in new_assets]
    names = [safe_file_name(new.name) for new in new_assets]
    keys = [f"{workspace_id}/{asset_id}/{_key_name(name)}" for asset_id, name in zip(ids, names, strict=True)]
    files = {key: new.path for key, new in zip(keys, new_assets, strict=True)}
    written = await storage.put_files(database, backend, workspace_id, files)
    return [
        Asset(
            id=asset_id,
            workspace_id=workspace_id,
            job_id=job_id,
            direction=direction,
            role=new.role,
            type=new.type,
            name=name,
            title=new.title or name,
            media_type=new.media_type,
            size_bytes=written[key].size_bytes,
            sha256=written[key].sha256,
            storage_key=key,
            details=dict(new.details),
            generation_config=dict(new.generation_config),
            expires_at=expires_at,
            waveform=AssetPeaks(workspace_id=workspace_id, data=new.peaks) if new.peaks is not None else None,
        )
        for asset_id, name, key, new in zip(ids, names, keys, new_assets, strict=True)
    ]


async def discard(database: Database, backend: StorageBackend, assets: Sequence[Asset]) -> None:
    """Delete files of assets that were put and not added."""
    for workspace_id in {asset.workspace_id for asset in assets}:
        await storage.discard(database, backend, workspace_id, [asset.storage_key for asset in assets])


@asynccontextmanager
async def stored(
    database: Database,
    backend: StorageBackend,
    settings: Settings,
    *,
    workspace_id: UUID,
    job_id: UUID | None,
    direction: Direction,
    new_assets: Sequence[NewAsset],
) -> AsyncIterator[list[Asset]]:
    """Give the assets that ``put`` returns to a block that commits ``add``; where it raises, discard them."""
    assets = await put(
        database,
        backend,
        settings,
        workspace_id=workspace_id,
        job_id=job_id,
        direction=direction,
        new_assets=new_assets,
    )
    try:
        yield assets
    except BaseException:
        await discard(database, backend, assets)
        raise


async def add(session: AsyncSession, assets: Sequence[Asset]) -> None:
    """Bring stored assets into being, in the transaction of the job they belong to."""
    await storage.make_live(session, [asset.storage_key for asset in assets])
    await repository.add(session, assets)


async def check_quota(
    session: AsyncSession, workspace_id: UUID, assets: Sequence[Asset], quota_bytes: int | None
) -> None:
    """Refuse assets that the session's transaction has added where the workspace keeps too much with them.

    Raises:
        StorageQuotaUsedUp: the transaction must be rolled back.
    """
    await storage.check_added(session, workspace_id, quota_bytes, sum(asset.size_bytes for asset in assets))


async def add_peaks(session: AsyncSession, peaks: Mapping[UUID, bytes]) -> None:
    """Keep the waveforms of files that are here already, where they have none yet."""
    for asset_id, data in peaks.items():
        await repository.add_peaks(session, asset_id, data)


async def get(session: AsyncSession, asset_id: UUID) -> Asset:
    """Return an asset.

    Raises:
        AssetNotFound: it is not there for this session.
    """
    asset = await repository.get(session, asset_id)
    if asset is None:
        raise AssetNotFound
    return asset


async def list_of_job(session: AsyncSession, job_id: UUID, direction: JobDirection) -> Sequence[Asset]:
    """Return what went into a job or came out of it."""
    return await repository.list_of_jobs(session, [job_id], direction)


async def list_by_job(session: AsyncSession, job_ids: Collection[UUID]) -> dict[UUID, list[Asset]]:
    """Return what went into many jobs and came out of them, in one query."""
    by_job: dict[UUID, list[Asset]] = {job_id: [] for job_id in job_ids}
    for asset in await repository.list_of_jobs(session, job_ids):
        if asset.job_id is not None:
            by_job[asset.job_id].append(asset)
    return by_job


async def get_many(session: AsyncSession, asset_ids: Collection[UUID]) -> dict[UUID, Asset]:
    """Return assets by id; those that are not there for this session are left out."""
    return {asset.id: asset for asset in await repository.get_many(session, asset_ids)}


async def list_by_voice(
    session: AsyncSession, voice_ids: Collection[UUID], direction: VoiceDirection
) -> dict[UUID, list[Asset]]:
    """Return cloned voices' samples, or their own files, in one query."""
    by_voice: dict[UUID, list[Asset]] = {voice_id: [] for voice_id in voice_ids}
    for asset in await repository.list_of_voices(session, voice_ids, direction):
        if asset.voice_id is not None:
            by_voice[asset.voice_id].append(asset)
    return by_voice


async def give_to_voice(
    session: AsyncSession, asset_ids: Collection[UUID], voice_id: UUID, *, direction: VoiceDirection
) -> None:
    """Let files belong to a cloned voice from now on, which alone ends them."""
    await repository.give_to_voice(session, asset_ids, voice_id, direction)


async def delete(session: AsyncSession, asset_ids: Collection[UUID]) -> None:
    """Delete assets for good; their files go with the next sweep."""
    await repository.delete_assets(session, asset_ids)


async def delete_of_voice(session: AsyncSession, voice_id: UUID) -> None:
    """Delete all files of a cloned voice for good."""
    await repository.delete_of_voice(session, voice_id)


async def delete_expired(database: Database) -> int:
    """Delete assets whose time is over; for the worker's role."""
    async with database.session() as session:
        return await repository.delete_expired(session, KEPT_IN_TRASH)


async def detach_kept(session: AsyncSession, job_id: UUID) -> None:
    """Take what is kept away from a job that is about to be deleted."""
    await repository.detach_kept(session, job_id)


def _key_name(name: str) -> str:
    """Return a name for the storage key: plain ASCII, so that every backend takes it; the real name is in the row."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "_", name).strip("._")
    return plain[-80:] or "file"
