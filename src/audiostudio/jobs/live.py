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

from audiostudio.audio.errors import AudioError
from audiostudio.engines.weights.store import ModelError
from audiostudio.jobs import lifecycle, service
from audiostudio.jobs.models import Job
from audiostudio.jobs.service import JobRequest
from audiostudio.kit.children import ChildError, ChildPool
from audiostudio.kit.database import Database, DatabaseUnavailable
from audiostudio.kit.identity import Identity
from audiostudio.library import service as library
from audiostudio.library.service import NewAsset
from audiostudio.settings import Settings
from audiostudio.storage.backend import StorageBackend
from audiostudio.tools.base import ToolError

logger = logging.getLogger(__name__)

_BEAT_INTERVAL_S = 0.5
MakeAsset = Callable[[Path, dict[str, Any]], NewAsset]


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

    async def begin(self, identity: Identity, request: JobRequest) -> AsyncIterator[bytes]:
        """Charge and begin the job; return its pieces once the first is there.

        Raises:
            NotEnoughCredits: nothing was charged.
            AudioError, ToolError, ModelError: it failed before the first piece; what was charged was given back.
        """
        job = await service.begin_claimed(self.database, self.settings, identity, request)
        work = asyncio.ensure_future(self._work(job))
        try:
            first = await self._pieces.get()
        except asyncio.CancelledError:
            await self._abandon(job, work)
            raise
        if first is None:
            await work  # raises what went wrong
        return self._rest(job, work, first or b"")

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
            await asyncio.shield(lifecycle.stop(self.database, job))

    async def _work(self, job: Job) -> None:
        making = asyncio.ensure_future(self._make())
        beats = asyncio.ensure_future(self._beat(job))
        try:
            # The beats end only where the job was cancelled, deleted or taken over.
            await asyncio.wait((making, beats), return_when=asyncio.FIRST_COMPLETED)
            if making.done():
                await self._keep(job, await making)
            else:
                await lifecycle.stop(self.database, job)
        except (AudioError, ToolError, ModelError) as error:
            await lifecycle.fail(self.database, job, code=error.code, detail=error.detail)
            raise
        except Exception as error:
            logger.exception("live job %s failed", job.id)
            if isinstance(error, ChildError):
                code, detail = "engine_crashed", "The engine crashed at this text."
            else:
                code, detail = "internal_error", "Something went wrong here; the operator can see it."
            await lifecycle.fail(self.database, job, code=code, detail=detail)
            raise
        finally:
            for task in (making, beats):
                task.cancel()
            await asyncio.gather(making, beats, return_exceptions=True)
            self._pieces.put_nowait(None)

    async def _make(self) -> dict[str, Any]:
        with self.path.open("wb") as file:

            def on_piece(piece: bytes) -> None:
                file.write(piece)
                self._pieces.put_nowait(piece)

            report: dict[str, Any] = await self.children.run(
                self.function,
                *self.arguments,
                timeout_s=self.settings.job_time_limit_s,
                on_piece=on_piece,
                affinity=self.function,
            )
        return report

    async def _keep(self, job: Job, report: dict[str, Any]) -> None:
        outputs = await library.store(
            self.database,
            self.backend,
            self.settings,
            workspace_id=job.workspace_id,
            job_id=job.id,
            direction="output",
            new_assets=[self.make_asset(self.path, report)],
        )
        if not await lifecycle.complete(self.database, job, outputs, report):
            await library.discard(self.database, self.backend, job.workspace_id, outputs)

    async def _beat(self, job: Job) -> None:
        should_stop: bool | None = False
        while should_stop is False:
            await asyncio.sleep(_BEAT_INTERVAL_S)
            with suppress(DatabaseUnavailable):
                should_stop = await lifecycle.beat(self.database, job, progress=0.5, message="speaking")
