"""Jobs whose result is sent while it is made: worked on where they were asked for, and lost by nobody.

Such a job is paid and recorded before the first sound leaves. Should this process die, its heart stops, and a worker
takes the job over as it does any other's: the customer finds the whole result in the library.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audiostudio.audio.errors import CodedError
from audiostudio.jobs import lifecycle, service
from audiostudio.jobs.heartbeat import Heart, Heartbeat, JobCancelled, JobTakenAway
from audiostudio.jobs.models import Job
from audiostudio.jobs.requests import JobRequest
from audiostudio.kit.auth.subject import Subject
from audiostudio.kit.fair_slots import SlotsBusy
from audiostudio.kit.http.errors import Problem
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.processes.pool import ChildError, ChildPool, ChildTimeout
from audiostudio.library.service import NewAsset
from audiostudio.settings import Settings
from audiostudio.storage.backend import DiskFull, StorageBackend
from audiostudio.storage.free_disk import is_disk_full
from audiostudio.tools.base import ToolError

logger = logging.getLogger(__name__)

MakeAsset = Callable[[Path, dict[str, Any]], NewAsset]

_PATIENCE_S = 20.0
_COME_AGAIN_S = 10


class LiveWorkUnderWay(Problem):
    """The workspace's turn is used by another live job of its own."""

    status = 429
    code = "live_work_under_way"
    title = "Your workspace is being read to already; one text at a time streams."


class LiveWorkFull(Problem):
    """All that can be worked on live is."""

    status = 503
    code = "live_work_full"
    title = "As many texts as this server reads at a time are being read; try again in a moment."


@dataclass
class LiveRun:
    """One job that this process works on, piece by piece.

    Args:
        database: as the application.
        backend: where the result is kept.
        settings: the product's.
        children: where the function runs.
        function: ``"module:name"``; emits the pieces and returns the report.
        arguments: its own.
        path: where the pieces are gathered.
        make_asset: makes of the finished file and the report what the library keeps.
    """

    database: Database
    backend: StorageBackend
    settings: Settings
    children: ChildPool
    function: str
    arguments: tuple[Any, ...]
    path: Path
    make_asset: MakeAsset
    _pieces: "asyncio.Queue[bytes | None]" = field(default_factory=asyncio.Queue)

    async def begin(self, subject: Subject, request: JobRequest) -> AsyncIterator[bytes]:
        """Charge and begin the job once it is the workspace's turn; return its pieces once the first is there.

        Raises:
            LiveWorkUnderWay, LiveWorkFull, NotEnoughCredits: nothing was charged.
            RequestRepeated: the same request made a job before under its key; nothing was charged.
            CodedError: it failed before the first piece; what was charged was given back.
        """
        try:
            await self.children.slots.take(subject.workspace_id, patience_s=_PATIENCE_S)
        except SlotsBusy as busy:
            headers = {"Retry-After": str(_COME_AGAIN_S)}
            raise (LiveWorkUnderWay if busy.own_share else LiveWorkFull)(headers=headers) from None
        try:
            job = await service.begin_claimed(self.database, self.settings, subject, request)
        except BaseException:
            self.children.slots.give_back(subject.workspace_id)
            raise
        work = asyncio.ensure_future(self._work(job))
        work.add_done_callback(lambda _: self.children.slots.give_back(subject.workspace_id))
        try:
            first = await self._pieces.get()
        except asyncio.CancelledError:
            await self._abandon(job, work)
            raise
        if first is None:
            await work  # raises what went wrong; a job that was cancelled ends without a sound
        return self._rest(job, work, first)

    async def _rest(self, job: Job, work: "asyncio.Future[None]", piece: bytes | None) -> AsyncIterator[bytes]:
        try:
            while piece is not None:
                yield piece
                piece = await self._pieces.get()
            await work
        finally:
            if not work.done():
                await self._abandon(job, work)

    async def _abandon(self, job: Job, work: "asyncio.Future[None]") -> None:
        """Stop the work of a listener who has gone."""
        work.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await work
        with suppress(Exception):
            await asyncio.shield(lifecycle.mark_cancelled(self.database, job))

    async def _work(self, job: Job) -> None:
        heartbeat = Heartbeat(Heart(self.database, workspace_id=job.workspace_id), job)
        heartbeat.report(0.5, "speaking")
        try:
            await heartbeat.during(self._finish(job))
        except CodedError as error:
            await lifecycle.fail(self.database, job, code=error.code, detail=error.detail)
            raise
        except JobCancelled:
            await lifecycle.mark_cancelled(self.database, job)
        except JobTakenAway:
            logger.info("live job %s was taken away", job.id)
        except ChildTimeout:
            await lifecycle.fail_over_time(self.database, self.settings, job)
            raise
        except Exception as error:
            logger.exception("live job %s failed", job.id)
            if is_disk_full(error, self.settings):
                code, detail = DiskFull.code, lifecycle.DISK_FULL
            else:
                code, detail = "internal_error", "Something went wrong here; the operator can see it."
            await lifecycle.fail(self.database, job, code=code, detail=detail)
            raise
        finally:
            self._pieces.put_nowait(None)

    async def _finish(self, job: Job) -> None:
        report = await self._make()
        new_assets = [self.make_asset(self.path, report)]
        if not await lifecycle.store_and_complete(self.database, self.backend, self.settings, job, new_assets, report):
            raise JobTakenAway

    async def _make(self) -> dict[str, Any]:
        with self.path.open("wb") as file:

            def on_piece(piece: bytes) -> None:
                file.write(piece)
                self._pieces.put_nowait(piece)

            try:
                report: dict[str, Any] = await self.children.run_in_slot(
                    self.function,
                    *self.arguments,
                    timeout_s=self.settings.job_time_limit_s,
                    on_piece=on_piece,
                    affinity=self.function,
                    tries=2,
                )
            except ChildTimeout:
                raise
            except ChildError:
                logger.exception("the engine crashed at a live text")
                raise ToolError("engine_crashed", "The engine crashed at this text.") from None
        return report
