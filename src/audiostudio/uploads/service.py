"""Rules of uploads: who may begin one, how bytes are added, when it is whole, when it ends.

Every part is announced, written and made live as any file of the storage is, in one transaction with the offset's move.
So a server may die at any line: what it had not committed is swept, and the client goes on at the offset that the next
server tells.
"""

import base64
import binascii
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.accounts.plans import Plan, storage_quota_bytes
from audiostudio.kit.auth.subject import Subject
from audiostudio.kit.file_names import safe_file_name
from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.database import Database
from audiostudio.settings import Settings
from audiostudio.storage import service as storage
from audiostudio.storage.backend import StorageBackend
from audiostudio.storage.free_disk import require_free_disk
from audiostudio.uploads import repository
from audiostudio.uploads.errors import (
    UploadExpired,
    UploadMetadataInvalid,
    UploadNotFound,
    UploadOffsetWrong,
    UploadQuotaUsedUp,
    UploadTooLarge,
    UploadUnfinished,
)
from audiostudio.uploads.models import Upload, UploadPart
from audiostudio.uploads.receiving import Checksum, Incoming
from audiostudio.uploads.schemas import UploadView


def max_upload_bytes(settings: Settings, plan: Plan) -> int:
    """Return the largest file that may be sent under a plan."""
    return min(plan.max_file_size_bytes, settings.max_file_size_mb * 1024 * 1024)


async def begin(
    session: AsyncSession, settings: Settings, subject: Subject, plan: Plan, *, size_bytes: int, metadata: str
) -> Upload:
    """Announce a file.

    Args:
        session: the caller's.
        settings: lifetime and quota.
        subject: whose it will be.
        plan: bounds its size.
        size_bytes: its size.
        metadata: the header ``Upload-Metadata``; its ``filename`` names the file.

    Raises:
        UploadTooLarge, UploadQuotaUsedUp, StorageQuotaUsedUp, UploadMetadataInvalid, DiskFull: nothing was begun.
    """
    most = max_upload_bytes(settings, plan)
    if size_bytes > most:
        raise UploadTooLarge(f"Files of up to {most // 2**20} MB are accepted.", max_bytes=most)
    require_free_disk(settings)
    upload = Upload(
        workspace_id=subject.workspace_id,
        user_id=subject.user_id,
        name=safe_file_name(read_metadata(metadata).get("filename", "")),
        metadata_header=metadata,
        size_bytes=size_bytes,
        expires_at=_expiry(settings),
    )
    await repository.add(session, upload)
    # Looked at once it is added: others of the workspace wait for this transaction's end, so each counts all before it.
    free = settings.upload_quota_mb * 2**20 - await repository.sum_size_bytes(session, subject.workspace_id)
    if free < 0:
        raise UploadQuotaUsedUp(free_bytes=max(0, free + size_bytes))
    quota_bytes = storage_quota_bytes(settings, plan, subject)
    await storage.check_added(session, subject.workspace_id, quota_bytes, size_bytes)
    return upload


def read_metadata(header: str) -> dict[str, str]:
    """Return the pairs of a header ``Upload-Metadata``.

    Raises:
        UploadMetadataInvalid: it is not as tus writes it.
    """
    pairs = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _, encoded = pair.partition(" ")
        try:
            pairs[key] = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError, ValueError):
            raise UploadMetadataInvalid from None
        if not key.isascii() or not key.isprintable() or "\0" in pairs[key]:
            raise UploadMetadataInvalid
    return pairs


async def get(session: AsyncSession, upload_id: UUID) -> Upload:
    """Return an upload.

    Raises:
        UploadNotFound, UploadExpired: it is not there (any more).
    """
    upload = await repository.get(session, upload_id)
    if upload is None:
        raise UploadNotFound
    if upload.expires_at < datetime.now(UTC):
        raise UploadExpired
    return upload


async def receive(
    database: Database,
    backend: StorageBackend,
    settings: Settings,
    upload: Upload,
    body: AsyncIterator[bytes],
    *,
    offset_bytes: int,
    checksum: Checksum | None,
    work_dir: Path,
) -> tuple[int, datetime]:
    """Add bytes to an upload, in bounded memory, and return its offset and expiry after them.

    Without a checksum each part counts as soon as it is stored, and what arrived before an interruption stays. With
    one, all of them count once the last has arrived undamaged.

    Raises:
        UploadOffsetWrong: the bytes do not follow those that are there, or another request added some meanwhile.
        UploadOverrun: there are more than announced.
        ChecksumMismatch: they are damaged.
        DiskFull: there is no room for them now.
    """
    if offset_bytes != upload.offset_bytes:
        raise _offset_wrong(upload.offset_bytes)
    require_free_disk(settings)
    staged: list[UploadPart] = []
    staged_to, committed_to, expires_at = offset_bytes, offset_bytes, upload.expires_at
    with TemporaryDirectory(dir=work_dir) as folder:
        draft = Path(folder) / "part"
        incoming = Incoming(body, draft, most_bytes=upload.size_bytes - offset_bytes, checksum=checksum)
        try:
            async for size_bytes in incoming.parts():
                key = f"{upload.workspace_id}/{upload.id}/{new_id()}"
                await storage.put_files(database, backend, upload.workspace_id, {key: draft})
                staged.append(
                    UploadPart(
                        upload_id=upload.id, start_byte=staged_to, workspace_id=upload.workspace_id, storage_key=key
                    )
                )
                staged_to += size_bytes
                if checksum is None:
                    expires_at = await _commit(database, settings, upload, staged, committed_to, staged_to)
                    committed_to, staged = staged_to, []
            if checksum is not None and not incoming.interrupted:
                checksum.verify()
                expires_at = await _commit(database, settings, upload, staged, committed_to, staged_to)
                committed_to, staged = staged_to, []
        finally:
            if staged:
                await storage.discard(database, backend, upload.workspace_id, [part.storage_key for part in staged])
    return committed_to, expires_at


async def part_keys(session: AsyncSession, upload: Upload) -> Sequence[str]:
    """Return where the bytes of a whole upload lie: joined in this order, these stored files are it.

    Raises:
        UploadUnfinished: some are missing.
    """
    if upload.offset_bytes < upload.size_bytes:
        raise UploadUnfinished(offset_bytes=upload.offset_bytes, size_bytes=upload.size_bytes)
    return await repository.list_part_keys(session, upload.id)


async def find(session: AsyncSession, upload_id: UUID) -> Upload | None:
    """Return an upload, or None where there is none of this id.

    Raises:
        UploadExpired: it was there.
    """
    try:
        return await get(session, upload_id)
    except UploadNotFound:
        return None


async def remove(session: AsyncSession, upload_id: UUID) -> None:
    """Throw an upload away; jobs that were made of it keep their own copy.

    Raises:
        UploadNotFound: there is none.
    """
    await get(session, upload_id)
    await repository.remove(session, upload_id)


async def remove_expired(database: Database) -> int:
    """Throw away what was left alone for too long; for the worker's role."""
    async with database.session() as session:
        return await repository.remove_expired(session)


def view(upload: Upload) -> UploadView:
    """Return an upload as callers see it."""
    return UploadView(
        upload_id=upload.id,
        name=upload.name,
        size_bytes=upload.size_bytes,
        offset_bytes=upload.offset_bytes,
        finished=upload.offset_bytes == upload.size_bytes,
        created_at=upload.created_at,
        expires_at=upload.expires_at,
    )


async def _commit(
    database: Database, settings: Settings, upload: Upload, parts: Sequence[UploadPart], from_byte: int, to_byte: int
) -> datetime:
    """Make parts count, unless somebody else moved the offset; return until when the upload lives now."""
    expires_at = _expiry(settings)
    async with database.session(workspace_id=upload.workspace_id) as session:
        moved = await repository.advance(
            session, upload.id, from_byte=from_byte, to_byte=to_byte, expires_at=expires_at
        )
        if not moved:
            raise _offset_wrong((await get(session, upload.id)).offset_bytes)
        await storage.make_live(session, [part.storage_key for part in parts])
        await repository.add_parts(session, parts)
    return expires_at


def _offset_wrong(offset_bytes: int) -> UploadOffsetWrong:
    return UploadOffsetWrong(headers={"Upload-Offset": str(offset_bytes)}, offset_bytes=offset_bytes)


def _expiry(settings: Settings) -> datetime:
    return datetime.now(UTC) + timedelta(hours=settings.upload_lifetime_hours)
