"""Runs one job from claim to end: fetches its inputs, runs its tool in a child process, keeps what came out."""

import asyncio
import logging
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from audiostudio.audio.errors import AudioError
from audiostudio.engines.store import ModelError
from audiostudio.jobs import lifecycle
from audiostudio.jobs.models import Job
from audiostudio.jobs.service import is_reference
from audiostudio.kit.children import ChildDied, ChildPool, ChildTimeout
from audiostudio.kit.database import Database
from audiostudio.library import service as library
from audiostudio.library.service import NewAsset
from audiostudio.settings import Settings
from audiostudio.storage.backend import StorageBackend
from audiostudio.tools.base import ToolContext, ToolError, ToolResult
from audiostudio.tools.tiers import Tier

logger = logging.getLogger(__name__)

_BEAT_INTERVAL_S = 0.5


class JobTakenAway(Exception):
    """The job was deleted, or another worker holds it."""


class JobCancelled(Exception):
    """The job's owner wants it no more."""


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

    async def run(self, job_id: UUID) -> None:
        """Work on a job if it still waits; whatever happens, its row says so afterwards."""
        job = await lifecycle.claim(self._database, job_id)
        if job is None:
            return
        folder = self._work_dir / f"{job.id}-{job.attempt}"
        try:
            await self._attempt(job, folder)
        except (AudioError, ToolError, ModelError) as error:
            await lifecycle.fail(self._database, job, code=error.code, detail=error.detail)
        except ChildTimeout:
            limit_s = self._settings.job_time_limit_s
            await lifecycle.fail(
                self._database, job, code="time_limit", detail=f"This took longer than the {limit_s:g} s allowed."
            )
        except ChildDied:
            logger.exception("job %s: the child process died", job.id)
            await lifecycle.retry_or_fail(
                self._database, job, code="engine_crashed", detail="The engine crashed at this file, more than once."
            )
        except JobCancelled:
            await lifecycle.stop(self._database, job)
        except JobTakenAway:
            logger.info("job %s is no longer attempt %d's", job.id, job.attempt)
        except asyncio.CancelledError:
            with suppress(Exception):
                await asyncio.shield(lifecycle.give_back(self._database, job))
            raise
        except Exception:
            logger.exception("job %s failed at attempt %d", job.id, job.attempt)
            await lifecycle.retry_or_fail(
                self._database, job, code="internal_error", detail="Something went wrong here; the operator can see it."
            )
        finally:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def _attempt(self, job: Job, folder: Path) -> None:
        out_dir = folder / "out"
        await asyncio.to_thread(out_dir.mkdir, parents=True)
        pulse = _Pulse(self._database, job)
        work = asyncio.ensure_future(self._work(job, folder, out_dir, pulse))
        beats = asyncio.ensure_future(pulse.beat())
        try:
            # The pulse ends only by raising: the job was cancelled or lost, and the work stops with it.
            await asyncio.wait((work, beats), return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                await beats
            await work
        finally:
            for task in (work, beats):
                task.cancel()
            await asyncio.gather(work, beats, return_exceptions=True)

    async def _work(self, job: Job, folder: Path, out_dir: Path, pulse: "_Pulse") -> None:
        inputs = await self._fetch_inputs(job, folder)
        result = await self._run_tool(job, inputs, out_dir, pulse)
        pulse.report(1.0, "saving")
        outputs = await library.store(
            self._database,
            self._backend,
            self._settings,
            workspace_id=job.workspace_id,
            job_id=job.id,
            direction="output",
            new_assets=[
                NewAsset(output.path, output.path.name, output.role, output.type, output.media_type, output.details)
                for output in result.outputs
            ],
        )
        try:
            finished = await lifecycle.complete(self._database, job, outputs, result.report)
        except BaseException:
            await library.discard(self._database, self._backend, job.workspace_id, outputs)
            raise
        if not finished:
            await library.discard(self._database, self._backend, job.workspace_id, outputs)
            raise JobTakenAway

    async def _fetch_inputs(self, job: Job, folder: Path) -> "_Inputs":
        inputs = _Inputs()
        for asset in sorted(await lifecycle.input_assets(self._database, job), key=lambda asset: asset.role):
            path = folder / f"{asset.role}{Path(asset.storage_key).suffix}"
            await self._backend.get_to_file(asset.storage_key, path)
            if is_reference(asset.role):
                inputs.references.append(path)
            else:
                inputs.files.append(path)
                inputs.names.append(asset.name)
        return inputs

    async def _run_tool(self, job: Job, inputs: "_Inputs", out_dir: Path, pulse: "_Pulse") -> ToolResult:
        context = ToolContext(
            models_dir=self._settings.weights_dir,
            tier=Tier(job.tier),
            use_cpu=self._settings.use_cpu or job.queue == "cpu",
            source_names=tuple(inputs.names),
            references=tuple(inputs.references),
        )
        result: ToolResult = await self._children.run(
            "audiostudio.tools.running:run_tool",
            job.tool,
            job.params,
            inputs.files,
            out_dir,
            context,
            timeout_s=self._settings.job_time_limit_s,
            on_progress=pulse.report,
            affinity=f"{job.tool}:{job.model}",
        )
        return result


@dataclass
class _Inputs:
    files: list[Path] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    references: list[Path] = field(default_factory=list)


class _Pulse:
    """Tells the database that an attempt is alive and how far it is, and learns whether it should go on."""

    def __init__(self, database: Database, job: Job) -> None:
        self._database = database
        self._job = job
        self._progress = (0.0, "starting")

    def report(self, fraction: float, message: str) -> None:
        """Note progress; it is written with the next beat."""
        self._progress = (min(max(fraction, 0.0), 1.0), message[:200])

    async def beat(self) -> None:
        """Beat until there is a reason to stop.

        Raises:
            JobCancelled, JobTakenAway: the reason.
        """
        while True:
            await asyncio.sleep(_BEAT_INTERVAL_S)
            progress, message = self._progress
            try:
                should_stop = await lifecycle.beat(self._database, self._job, progress=progress, message=message)
            except Exception:
                # The database may be restarting; the fence decides later whether the work still counts.
                logger.warning("job %s: no pulse", self._job.id, exc_info=True)
                continue
            if should_stop is None:
                raise JobTakenAway
            if should_stop:
                raise JobCancelled
