"""Makes a job of what the product has or can get: files of the library or of jobs, uploads, addresses, parameters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from audiostudio.jobs.schemas import JobReceipt, JobView
from audiostudio.kit.file_names import safe_file_name
from audiostudio.library import items
from audiostudio.library.models import Asset
from audiostudio.library.service import AssetNotFound
from audiostudio.storage.backend import StoredFileMissing
from audiostudio.studio import ingest, service
from audiostudio.studio.endpoints import REFUSED_SUBMISSIONS, Answers
from audiostudio.studio.ingest import FileMissing, SentFile, TooManyFiles
from audiostudio.studio.intake import Intake
from audiostudio.tools.registry import get_tool
from audiostudio.uploads import service as uploads
from audiostudio.uploads.errors import UploadExpired, UploadUnfinished
from audiostudio.uploads.models import Upload

REFUSED = (
    *REFUSED_SUBMISSIONS,
    AssetNotFound,
    StoredFileMissing,
    FileMissing,
    TooManyFiles,
    UploadUnfinished,
    UploadExpired,
)


@dataclass(frozen=True)
class KnownFile:
    """A file that is here: its name, what tells it from all others, and the stored files that it is joined from."""

    name: str
    digest: str
    keys: Sequence[str]

    @classmethod
    def of_asset(cls, asset: Asset) -> Self:
        """Return an asset's."""
        return cls(asset.name, asset.sha256, [asset.storage_key])


async def find_known(session: AsyncSession, file_id: UUID) -> KnownFile:
    """Return the upload, the item of the library, or what went into an earlier job, that has this id.

    Raises:
        AssetNotFound: there is none.
        UploadUnfinished, UploadExpired: the upload cannot be used.
    """
    upload = await uploads.find(session, file_id)
    if upload is None:
        return KnownFile.of_asset(await items.get_material(session, file_id))
    return await _known(session, upload)


async def find_known_upload(session: AsyncSession, upload_id: UUID) -> KnownFile:
    """Return a finished upload.

    Raises:
        UploadNotFound, UploadUnfinished, UploadExpired: it cannot be used.
    """
    return await _known(session, await uploads.get(session, upload_id))


async def _known(session: AsyncSession, upload: Upload) -> KnownFile:
    return KnownFile(upload.name, f"upload {upload.id}", await uploads.part_keys(session, upload))


async def submit_known(
    intake: Intake,
    answers: Answers,
    *,
    tool_name: str,
    parameters: dict[str, Any],
    files: Sequence[KnownFile] = (),
    urls: Sequence[str] = (),
    references: Sequence[KnownFile] = (),
    webhook_url: str | None,
    idempotency_key: str | None,
) -> JobReceipt | JobView:
    """Check, pay and queue a job, or return the one that the same request made before.

    What lies at ``urls`` is worked on after ``files``.

    Raises:
        Problem: one of ``REFUSED``; nothing was kept or charged.
    """
    tool = get_tool(tool_name)
    params = service.check_parameters(tool, parameters, intake.plan.entitlements)
    ingest.check_file_counts(tool, files=len(files) + len(urls), references=len(references))
    request = service.job_request(
        tool,
        params,
        intake.plan,
        names=[file.name for file in files],
        digests=[*(file.digest for file in (*files, *references)), *urls],
        webhook_url=webhook_url,
        idempotency_key=idempotency_key,
    )
    job = await intake.replay(request)
    if job is None:
        await intake.require_credits(request, file_count=len(files) + len(urls))
        with TemporaryDirectory(dir=intake.work_dir) as folder:
            fetched = [
                await fetch_known(intake, file, Path(folder) / str(number))
                for number, file in enumerate((*files, *references))
            ]
            sounds = fetched[: len(files)] + [
                await ingest.fetch(url, Path(folder), intake.settings, intake.plan) for url in urls
            ]
            if not files and urls:
                request = replace(request, filename=safe_file_name(sounds[0].name))
            job = await intake.submit(request, sounds, fetched[len(files) :])
    return await answers.answer(job)


async def fetch_known(intake: Intake, file: KnownFile, path: Path) -> SentFile:
    """Bring a file to ``path``."""
    await intake.backend.join_to_file(file.keys, path)
    return SentFile(path, file.name)
