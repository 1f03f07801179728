"""Runs one job from claim to end: fetches its inputs, runs its tool in a child process, keeps what came out."""

import asyncio
import logging
import shutil
import time
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from audiostudio.accounts.plans import PLANS, Tier
from audiostudio.audio.errors import CodedError
from audiostudio.jobs import lifecycle
from audiostudio.jobs.heartbeat import Heart, Heartbeat, JobCancelled, JobTakenAway
from audiostudio.jobs.hooks import Run, add_features
from audiostudio.jobs.models import Job
from audiostudio.jobs.requests import is_reference
from audiostudio.jobs.tool_context import tool_context
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.postgres.database import Database, DatabaseUnavailable
from audiostudio.kit.processes.pool import CHILD_FOLDER, ChildDied, ChildPool, ChildTimeout
from audiostudio.library.service import NewAsset
from audiostudio.settings import Settings
from audiostudio.storage.backend import DiskFull, StorageBackend, StoredFileMissing
from audiostudio.storage.free_disk import is_disk_full
from audiostudio.storage.service import FileSweptAway
from audiostudio.tools.base import FinishedRun, Output, ToolContext, ToolError
from audiostudio.tools.registry import get_tool

logger = logging.getLogger(__name__)

T = TypeVar("T")

_DATABASE_PATIENCE_S = 60.0
_DATABASE_RETRY_S = 0.25


def jobs_dir(settings: Settings) -> Path:
    """Return the folder in which this machine's workers have theirs."""
    return settings.work_dir / "jobs"


def _folder_name(job: Job) -> str:
    return f"{job.id}.{job.attempt}"


def abandoned_attempts(folder_names: Iterable[str]) -> list[tuple[UUID, int]]:
    """Return job and attempt of each folder that a dead worker left; beside them lay what tools wrote for a moment."""
    parts = (name.partition(".") for name in folder_names if not name.startswith(CHILD_FOLDER))
    return [(UUID(job_id), int(attempt)) for job_id, _, attempt in parts]


class JobRunner:
    """Works on jobs with the worker's database role."""

    def __init__(
        self, database: Database, backend: StorageBackend, settings: Settings, children: ChildPool, work_dir: Path
    ) -> None:
        self._database = database
        self._backend = backend
        self._settings = settings
        self._children = children
        self._work_dir = work_dir
        self._heart = Heart(database)

    async def run(self, job_id: UUID) -> None:
        """Work on a job if it still waits; whatever happens, its row says so afterwards."""
        job = await retry_while_unavailable(lambda: lifecycle.claim(self._database, job_id))
        if job is None:
            return
        folder = self._work_dir / _folder_name(job)
        try:
            conclude = await self._outcome(job, folder)
            await retry_while_unavailable(conclude)
        except asyncio.CancelledError:
            with suppress(Exception):
                await asyncio.shield(lifecycle.release(self._database, job))
            raise
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def _outcome(self, job: Job, folder: Path) -> Callable[[], Awaitable[None]]:
        """Make an attempt and return what to write down where it did not complete the job."""
        try:
            await self._attempt(job, folder)
        except CodedError as error:
            return partial(lifecycle.fail, self._database, job, code=error.code, detail=error.detail)
        except ChildTimeout:
            return partial(lifecycle.fail_over_time, self._database, self._settings, job)
        except JobCancelled:
            return partial(lifecycle.mark_cancelled, self._database, job)
        except JobTakenAway:
            logger.info("job %s is no longer attempt %d's", job.id, job.attempt)
        except Exception as error:
            logger.exception("job %s failed at attempt %d", job.id, job.attempt)
            return partial(_try_again_or_fail(error), self._database, job)
        return _nothing_more

    async def _attempt(self, job: Job, folder: Path) -> None:
        out_dir = folder / "out"
        await asyncio.to_thread(out_dir.mkdir, parents=True)
        heartbeat = Heartbeat(self._heart, job)
        try:
            await heartbeat.during(self._work(job, folder, out_dir, heartbeat))
        except (JobCancelled, JobTakenAway, ChildTimeout):
            raise
        except Exception as error:
            if is_disk_full(error, self._settings):
                raise DiskFull from error
            raise

    async def _work(self, job: Job, folder: Path, out_dir: Path, heartbeat: Heartbeat) -> None:
        inputs = await self._fetch_inputs(job, folder)
        finished = await self._run_tool(job, inputs, out_dir, heartbeat)
        heartbeat.report(1.0, "saving")
        await retry_while_unavailable(lambda: self._store(job, inputs, finished))

    async def _store(self, job: Job, inputs: "_Inputs", run: FinishedRun) -> None:
        """Store what came out and complete the job with it; may be repeated."""
        new_assets = [
            NewAsset(
                path=output.path,
                name=output.path.name,
                title=_title(job, output),
                role=output.role,
                type=output.type,
                media_type=output.media_type,
                details=output.details,
                generation_config={"tool": job.tool, "model": job.model, "settings": job.params},
                peaks=run.peaks.get(output.role),
            )
            for output in run.result.outputs
        ]
        input_peaks = dict(zip(inputs.asset_ids, run.input_peaks, strict=True))
        stored = await lifecycle.store_and_complete(
            self._database, self._backend, self._settings, job, new_assets, run.result.report, input_peaks
        )
        if not stored:
            raise JobTakenAway

    async def _fetch_inputs(self, job: Job, folder: Path) -> "_Inputs":
        inputs = _Inputs()
        assets = await retry_while_unavailable(lambda: lifecycle.input_assets(self._database, job))
        for asset in sorted(assets, key=lambda asset: asset.role):
            path = folder / f"{asset.role}{Path(asset.storage_key).suffix}"
            await self._backend.get_to_file(asset.storage_key, path)
            if is_reference(asset.role):
                inputs.references.append(path)
            else:
                inputs.files.append(path)
                inputs.names.append(asset.name)
                inputs.asset_ids.append(asset.id)
        return inputs

    async def _context(self, job: Job, inputs: "_Inputs", folder: Path) -> ToolContext:
        context = tool_context(
            self._settings,
            entitlements=PLANS[Tier(job.tier)].entitlements,
            use_cpu=job.queue == "cpu",
            source_names=inputs.names,
            references=inputs.references,
            needs_network=get_tool(job.tool).needs_network,
        )
        run = Run(
            tool=job.tool,
            params=job.params,
            workspace_id=job.workspace_id,
            user_id=job.user_id,
            folder=folder,
            database=self._database,
            backend=self._backend,
            settings=self._settings,
        )
        try:
            return await retry_while_unavailable(lambda: add_features(run, context))
        except Problem as problem:
            if problem.status >= 500 or isinstance(problem, StoredFileMissing):
                raise  # no fault of the request's: the job is tried again
            raise ToolError(problem.code, problem.detail) from None

    async def _run_tool(self, job: Job, inputs: "_Inputs", out_dir: Path, heartbeat: Heartbeat) -> FinishedRun:
        context = await self._context(job, inputs, out_dir.parent)
        finished: FinishedRun = await self._children.run(
            "audiostudio.tools.runner:run_tool",
            job.tool,
            job.params,
            inputs.files,
            out_dir,
            context,
            timeout_s=self._settings.job_time_limit_s,
            on_progress=heartbeat.report,
            affinity=f"{job.tool}:{job.model}",
            network=get_tool(job.tool).needs_network,
        )
        return finished


def _try_again_or_fail(error: Exception) -> Callable[[Database, Job], Awaitable[None]]:
    """Return what to write down for what is no fault of the job's, and may go better at another attempt."""
    again = lifecycle.retry_or_fail
    if isinstance(error, DiskFull):
        return partial(again, code=DiskFull.code, detail=lifecycle.DISK_FULL)
    if isinstance(error, ChildDied):
        return partial(again, code="engine_crashed", detail="The engine crashed at this file, more than once.")
    return partial(again, code="internal_error", detail="Something went wrong here; the operator can see it.")


def _title(job: Job, output: Output) -> str | None:
    """Return what the library calls an output: stems, which have the same names for every song, by their song."""
    return f"{Path(job.filename).stem} – {output.path.stem}" if output.type == "stem" else None


@dataclass
class _Inputs:
    files: list[Path] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    asset_ids: list[UUID] = field(default_factory=list)
    references: list[Path] = field(default_factory=list)


async def retry_while_unavailable(action: Callable[[], Awaitable[T]]) -> T:
    """Return what ``action`` returns, repeating it while the database is away: a restart must cost no work."""
    give_up_at = time.monotonic() + _DATABASE_PATIENCE_S
    while True:
        try:
            return await action()
        except (DatabaseUnavailable, FileSweptAway):
            if time.monotonic() > give_up_at:
                raise
            await asyncio.sleep(_DATABASE_RETRY_S)


async def _nothing_more() -> None:
    pass
