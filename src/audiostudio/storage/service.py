"""Keeps files so that none is lost and none is left behind, whenever the process dies.

A file is announced in a transaction of its own, then written, then made live in the transaction that first refers to
it. A crash in between leaves an announced file that nobody uses; the sweep deletes those.
"""

import logging
from collections.abc import Collection, Mapping
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.kit.http.errors import Problem
from audiostudio.kit.postgres.database import Database
from audiostudio.storage import repository
from audiostudio.storage.backend import StorageBackend, StoredFile

logger = logging.getLogger(__name__)

_SWEEP_BATCH = 200


class FileSweptAway(Exception):
    """A file took so long to come into use that it was given up; the work that made it must be done again."""


class StorageQuotaUsedUp(Problem):
    """The workspace keeps as much as its plan allows."""

    status = 413
    code = "storage_quota_used_up"
    title = "Your workspace keeps as much as its plan allows; delete something for good, or choose a higher plan."


async def check_added(session: AsyncSession, workspace_id: UUID, quota_bytes: int | None, added_bytes: int) -> None:
    """Refuse what the session's transaction has added, where the workspace keeps more with it than its quota.

    It holds whoever else adds at the same time, for they wait for this transaction's end.

    Raises:
        StorageQuotaUsedUp: with what is kept and allowed; the addition must be rolled back.
    """
    if quota_bytes is not None:
        require_room(await repository.kept_bytes(session, workspace_id) - added_bytes, quota_bytes, added_bytes)


def require_room(kept_bytes: int, quota_bytes: int | None, added_bytes: int = 0) -> None:
    """Refuse what exceeds a workspace's quota.

    Args:
        kept_bytes: what it keeps already.
        quota_bytes: what it may keep; None where nothing bounds that.
        added_bytes: what is added to it; 0 where it is not known yet, for which a byte has to be left.

    Raises:
        StorageQuotaUsedUp: with what is kept and allowed.
    """
    if quota_bytes is None:
        return
    if kept_bytes + max(1, added_bytes) > quota_bytes:
        raise StorageQuotaUsedUp(
            f"It keeps {kept_bytes / 2**20:.1f} of {quota_bytes / 2**20:g} MB"
            + (f", and this takes {added_bytes / 2**20:.1f} MB." if added_bytes else "."),
            kept_bytes=kept_bytes,
            allowed_bytes=quota_bytes,
        )


async def put_files(
    database: Database, backend: StorageBackend, workspace_id: UUID, files: Mapping[str, Path]
) -> dict[str, StoredFile]:
    """Write local files under their keys and return size and hash of each; they stay pending until made live."""
    async with database.session(workspace_id=workspace_id) as session:
        await repository.add_pending(session, workspace_id, files.keys())
    try:
        return {key: await backend.put_file(key, path) for key, path in files.items()}
    except BaseException:
        await discard(database, backend, workspace_id, files.keys())
        raise


async def make_live(session: AsyncSession, keys: Collection[str]) -> None:
    """Bring files into use, in the transaction that refers to them.

    Raises:
        FileSweptAway: one of them is not there any more.
    """
    if await repository.mark_live(session, keys) != len(set(keys)):
        raise FileSweptAway(f"of {len(keys)} files")


async def discard(database: Database, backend: StorageBackend, workspace_id: UUID, keys: Collection[str]) -> None:
    """Mark files that came to no use for deletion; where even that fails, the sweep finds them by their age."""
    if not keys:
        return
    try:
        async with database.session(workspace_id=workspace_id) as session:
            await repository.mark_pending_for_deletion(session, workspace_id, keys)
    except Exception:
        logger.warning("files to discard are left to the sweep", exc_info=True)


async def sweep(database: Database, backend: StorageBackend, *, pending_grace_s: float) -> int:
    """Delete files that nothing refers to and return how many there were; for the worker's role.

    Args:
        database: as the worker.
        backend: where the files are.
        pending_grace_s: seconds a file may take from announcement to use before it counts as forgotten.
    """
    async with database.session() as session:
        await repository.mark_forgotten_for_deletion(session, timedelta(seconds=pending_grace_s))
    swept = 0
    while True:
        async with database.session() as session:
            keys = await repository.list_deleting(session, _SWEEP_BATCH)
            if not keys:
                return swept
            await backend.delete(keys)
            await repository.forget(session, keys)
            swept += len(keys)
