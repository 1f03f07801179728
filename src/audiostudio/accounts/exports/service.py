"""Rules of exports: one at a time, made by a worker, kept for a week, fetched by a signed address."""

import time
from datetime import timedelta
from typing import Literal, cast
from urllib.parse import quote
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts.email import service as mail
from audiostudio.accounts.email.messages import MailKind
from audiostudio.accounts.exports import repository
from audiostudio.accounts.exports.archive import write_archive
from audiostudio.accounts.exports.repository import ExportRow
from audiostudio.accounts.exports.schemas import ExportView
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.address import APP_ROLE, role_url
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.processes.work_dir import WorkDir, sweep_work_dirs
from audiostudio.settings import Settings
from audiostudio.storage import service as storage
from audiostudio.storage.backend import StorageBackend
from audiostudio.storage.signing import sign

FILE_NAME = "audio-studio-export.zip"
MEDIA_TYPE = "application/zip"
_KEPT = timedelta(days=7)
_GIVEN_UP_AFTER = timedelta(days=2)  # a task is tried for about a day


class ExportUnderWay(Problem):
    """One is being made."""

    status = 409
    code = "export_under_way"
    title = "An export of yours is being made; GET /auth/exports says when it is ready."


class ExportNotFound(Problem):
    """There is no such export, or it is not ready."""

    status = 404
    code = "export_not_found"
    title = "There is no such export; it may have been deleted after its week."


async def begin(session: AsyncSession, *, workspace_id: UUID, user_id: UUID) -> ExportRow:
    """Note that somebody wants their data; a task makes the archive.

    Raises:
        ExportUnderWay: one is being made.
    """
    try:
        return await repository.add(session, workspace_id=workspace_id, user_id=user_id)
    except IntegrityError:
        raise ExportUnderWay from None


async def list_all(session: AsyncSession, settings: Settings, backend: StorageBackend) -> list[ExportView]:
    """Return somebody's exports, newest first."""
    return [await view(row, settings, backend) for row in await repository.list_all(session)]


async def get_ready(session: AsyncSession, export_id: UUID) -> tuple[str, int]:
    """Return the storage key of an archive, and its size in bytes.

    Raises:
        ExportNotFound: it is not there, or not ready.
    """
    row = await repository.get(session, export_id)
    if row is None or row.storage_key is None or row.size_bytes is None:
        raise ExportNotFound
    return row.storage_key, row.size_bytes


async def view(row: ExportRow, settings: Settings, backend: StorageBackend) -> ExportView:
    """Return an export as its person sees it."""
    return ExportView(
        export_id=row.id,
        state=cast(Literal["PENDING", "READY", "FAILED"], row.state),
        created_at=row.created_at,
        size_bytes=row.size_bytes,
        expires_at=row.expires_at,
        url=await _url(row, settings, backend) if row.storage_key else None,
    )


def file_path(*, workspace_id: UUID, user_id: UUID, export_id: UUID) -> str:
    """Return the address of an archive on this server, without its signature."""
    return f"/files/exports/{workspace_id}/{user_id}/{export_id}"


async def make(database: Database, settings: Settings, backend: StorageBackend, export_id: UUID) -> None:
    """Make an archive; what was made, or is not wanted any more, is left. ``database`` is as the worker's role."""
    async with database.session() as session:
        row = await repository.get(session, export_id)
    if row is None or row.state != "PENDING":
        return
    folder = settings.work_dir / "exports"
    sweep_work_dirs(folder)
    as_person = Database(role_url(APP_ROLE, settings), pool_size=1)
    try:
        with WorkDir(folder) as work_dir:
            path = work_dir.path / "export.zip"
            await write_archive(as_person, backend, path, workspace_id=row.workspace_id, user_id=row.user_id)
            key = f"{row.workspace_id}/exports/{new_id()}.zip"
            files = await storage.put_files(as_person, backend, row.workspace_id, {key: path})
        async with as_person.session(workspace_id=row.workspace_id, user_id=row.user_id) as session:
            expires_at = await repository.finish(
                session, export_id, storage_key=key, size_bytes=files[key].size_bytes, kept=_KEPT
            )
            if expires_at is not None:  # else the file stays pending, and the sweep takes it
                await storage.make_live(session, [key])
                until = f"{expires_at:%d %B %Y}"
                await mail.tell(session, settings, row.user_id, MailKind.EXPORT_READY, until=until)
    finally:
        await as_person.close()


async def tidy(database: Database) -> None:
    """Delete archives whose time is over, and give up those that were not made."""
    async with database.session() as session:
        await repository.tidy(session, given_up_after=_GIVEN_UP_AFTER, failed_kept=_KEPT)


async def _url(row: ExportRow, settings: Settings, backend: StorageBackend) -> str:
    assert row.storage_key is not None
    lifetime_s = settings.download_url_lifetime_s
    direct = await backend.download_url(
        row.storage_key, filename=FILE_NAME, media_type=MEDIA_TYPE, lifetime_s=lifetime_s
    )
    if direct is not None:
        return direct
    path = file_path(workspace_id=row.workspace_id, user_id=row.user_id, export_id=row.id)
    token = sign(path, int(time.time()) + lifetime_s, settings.signing_key)
    return f"{settings.public_url}{quote(path)}?token={token}"
