"""Makes a job of what the product knows already: items of the library, or parameters alone."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from audiostudio.jobs.schemas import JobReceipt, JobView
from audiostudio.library.models import Asset
from audiostudio.library.service import AssetNotFound
from audiostudio.storage.backend import StoredFileMissing
from audiostudio.studio import ingest, service
from audiostudio.studio.endpoints import REFUSED_SUBMISSIONS, Answers
from audiostudio.studio.ingest import FileMissing, SentFile, TooManyFiles
from audiostudio.studio.intake import Intake
from audiostudio.tools.registry import get_tool

REFUSED = (*REFUSED_SUBMISSIONS, AssetNotFound, StoredFileMissing, FileMissing, TooManyFiles)


async def submit_known(
    intake: Intake,
    answers: Answers,
    *,
    tool_name: str,
    parameters: dict[str, Any],
    files: Sequence[Asset] = (),
    references: Sequence[Asset] = (),
    webhook_url: str | None,
    idempotency_key: str | None,
) -> JobReceipt | JobView:
    """Check, pay and queue a job, or return the one that the same request made before.

    Raises:
        Problem: one of ``REFUSED``; nothing was kept or charged.
    """
    tool = get_tool(tool_name)
    params = service.check_parameters(tool, parameters, intake.tier)
    ingest.check_file_counts(tool, files=len(files), references=len(references))
    request = service.job_request(
        tool,
        params,
        intake.tier,
        names=[asset.name for asset in files],
        digests=[asset.sha256 for asset in (*files, *references)],
        webhook_url=webhook_url,
        idempotency_key=idempotency_key,
    )
    job = await intake.replay(request)
    if job is None:
        await intake.require_credits(request, file_count=len(files))
        with TemporaryDirectory(dir=intake.work_dir) as folder:
            fetched = [await _fetch(intake, asset, Path(folder)) for asset in (*files, *references)]
            job = await intake.submit(request, fetched[: len(files)], fetched[len(files) :])
    return await answers.answer(job)


async def _fetch(intake: Intake, asset: Asset, folder: Path) -> SentFile:
    path = folder / str(asset.id)
    await intake.backend.get_to_file(asset.storage_key, path)
    return SentFile(path, asset.name)
