"""Files that are here already and can be worked on: finished uploads, items of the library, inputs of earlier jobs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.intake.form import SentFile
from audiostudio.library import items
from audiostudio.library.models import Asset
from audiostudio.storage.backend import StorageBackend
from audiostudio.uploads import service as uploads
from audiostudio.uploads.models import Upload


@dataclass(frozen=True)
class SourceFile:
    """A file that is here: its name, what tells it from all others, and the stored files that it is joined from."""

    name: str
    digest: str
    keys: Sequence[str]

    @classmethod
    def of_asset(cls, asset: Asset) -> Self:
        """Return an asset's."""
        return cls(asset.name, asset.sha256, [asset.storage_key])

    async def copy_to(self, path: Path, backend: StorageBackend) -> SentFile:
        """Bring the file to ``path``, as if it had been sent just now."""
        await backend.join_to_file(self.keys, path)
        return SentFile(path, self.name)


async def resolve_source(session: AsyncSession, file_id: UUID) -> SourceFile:
    """Return the upload, the item of the library, or what went into an earlier job, that has this id.

    Raises:
        AssetNotFound: there is none.
        UploadUnfinished, UploadExpired: the upload cannot be used.
    """
    upload = await uploads.find(session, file_id)
    if upload is None:
        return SourceFile.of_asset(await items.get_material(session, file_id))
    return await _of_upload(session, upload)


async def resolve_upload(session: AsyncSession, upload_id: UUID) -> SourceFile:
    """Return a finished upload.

    Raises:
        UploadNotFound, UploadUnfinished, UploadExpired: it cannot be used.
    """
    return await _of_upload(session, await uploads.get(session, upload_id))


async def _of_upload(session: AsyncSession, upload: Upload) -> SourceFile:
    return SourceFile(upload.name, f"upload {upload.id}", await uploads.part_keys(session, upload))
