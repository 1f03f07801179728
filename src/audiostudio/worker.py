"""Takes jobs from the queue and runs their tools in child processes; brings back what dead workers left."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from procrastinate import App

from audiostudio.jobs import hooks, lifecycle
from audiostudio.jobs.queue import worker_app
from audiostudio.jobs.runner import JobRunner, abandoned_attempts, through_restarts
from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.address import WORKER_ROLE, role_url
from audiostudio.kit.postgres.database import Database, DatabaseUnavailable
from audiostudio.kit.processes.pool import ChildPool
from audiostudio.kit.processes.work_dir import WorkDir, sweep_work_dirs
from audiostudio.library import service as library
from audiostudio.library.service import AssetLinks
from audiostudio.operations import service as operations
from audiostudio.settings import Settings
from audiostudio.storage import service as storage
from audiostudio.storage.backend import StorageBackend
from audiostudio.storage.choice import open_storage
from audiostudio.uploads import service as uploads
from audiostudio.voices.cloning import service as cloned_voices
from audiostudio.voices.hooks import job_hooks as voices_hooks
from audiostudio.webhooks import service as webhooks

logger = logging.getLogger(__name__)

_SILENCE_S = 15.0  # a worker beats every half second while it works; this long without is death
_SETTLING_S = 5.0
_RESCUE_INTERVAL_S = 5.0
_HEARTBEAT_INTERVAL_S = 5.0
_SWEEP_INTERVAL_S = 60.0
_WEBHOOK_INTERVAL_S = 1.0
_WARM_UP_LIMIT_S = 300.0
_RECONNECT_DELAY_S = 1.0


async def run_worker(settings: Settings, stopping: asyncio.Event) -> None:
    """Work until ``stopping`` is set; jobs in work then go back to the queue."""
    hooks.register(voices_hooks())
    folder = settings.work_dir / "jobs"
    url = role_url(WORKER_ROLE, settings)
    database = Database(url, pool_size=settings.worker_concurrency + 4)
    backend = open_storage(settings)
    worker_id = new_id()
    with WorkDir(folder) as work_dir:
        async with ChildPool(
            size=settings.worker_concurrency, prewarm_imports=("audiostudio.tools.parts.running",)
        ) as children:
            # In one child only: until it is done, the others take the first jobs.
            warming = asyncio.create_task(
                children.run("audiostudio.tools.parts.running:warm_up", timeout_s=_WARM_UP_LIMIT_S)
            )
            warming.add_done_callback(_note_failure)
            runner = JobRunner(database, backend, settings, children, work_dir.path)
            work = _Work(runner.run, settings.worker_concurrency)
            chores = [
                asyncio.create_task(_every(_HEARTBEAT_INTERVAL_S, lambda: _beat(database, worker_id, settings))),
                asyncio.create_task(_every(_RESCUE_INTERVAL_S, lambda: _rescue(database, folder))),
                asyncio.create_task(
                    _every(_WEBHOOK_INTERVAL_S, lambda: webhooks.deliver_due(database, AssetLinks(settings, backend)))
                ),
                asyncio.create_task(_every(_SWEEP_INTERVAL_S, lambda: _sweep(database, backend, settings))),
            ]
            consumer = asyncio.create_task(_consume(lambda: worker_app(url, work.take), settings, stopping))
            try:
                await stopping.wait()
            finally:
                for task in (*chores, consumer, warming):
                    task.cancel()
                await asyncio.gather(*chores, consumer, warming, return_exceptions=True)
                await work.stop()
                with suppress(Exception):
                    async with database.session() as session:
                        await operations.leave(session, worker_id)
    await database.close()


class _Work:
    """The jobs in work. They outlive the queue's connection, which a restart of the database takes away."""

    def __init__(self, run: Callable[[UUID], Awaitable[None]], concurrency: int) -> None:
        self._run = run
        self._slots = asyncio.Semaphore(concurrency)
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, job_id: UUID) -> None:
        """Work on a job; whoever stops waiting for it does not stop it."""
        task = asyncio.create_task(self._work(job_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await asyncio.shield(task)

    async def stop(self) -> None:
        """Give every job back."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work(self, job_id: UUID) -> None:
        async with self._slots:
            await self._run(job_id)


def main(settings: Settings) -> None:
    """Run a worker in this process until SIGTERM or SIGINT."""

    async def until_signalled() -> None:
        stopping = asyncio.Event()
        for sign in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(sign, stopping.set)
        await run_worker(settings, stopping)

    asyncio.run(until_signalled())


async def _consume(make_app: Callable[[], App], settings: Settings, stopping: asyncio.Event) -> None:
    """Take jobs for as long as the worker lives, through restarts of the database."""
    while True:
        try:
            async with (app := make_app()).open_async():
                await app.run_worker_async(
                    queues=list(settings.worker_queues),
                    concurrency=settings.worker_concurrency,
                    install_signal_handlers=False,
                    delete_jobs="always",
                    shutdown_graceful_timeout=0.0,
                    fetch_job_polling_interval=2.0,
                    update_heartbeat_interval=_HEARTBEAT_INTERVAL_S,
                    stalled_worker_timeout=_SILENCE_S,
                )
        except Exception as error:
            # Cancelled while the database is away, the queue raises what it met there instead.
            if stopping.is_set():
                return
            logger.warning("the queue is away, trying again: %s", error)
        await asyncio.sleep(_RECONNECT_DELAY_S)


def _note_failure(task: asyncio.Task[object]) -> None:
    if not task.cancelled() and (error := task.exception()):
        logger.warning("warming up failed; first runs will be slower", exc_info=error)


async def _every(interval_s: float, chore: Callable[[], Awaitable[object]]) -> None:
    while True:
        try:
            await chore()
        except DatabaseUnavailable:
            pass  # which has been told
        except Exception:
            logger.warning("a chore failed and will be tried again", exc_info=True)
        await asyncio.sleep(interval_s)


async def _beat(database: Database, worker_id: UUID, settings: Settings) -> None:
    async with database.session() as session:
        await operations.heartbeat(session, worker_id, settings.worker_queues)


async def _rescue(database: Database, folder: Path) -> None:
    # The folder of a worker of this machine tells its death at once; of others only silence does.
    if left := await asyncio.to_thread(sweep_work_dirs, folder):
        attempts = abandoned_attempts(left)
        logger.warning("taking over jobs of a dead worker: %s", ", ".join(str(job_id) for job_id, _ in attempts))
        await through_restarts(lambda: lifecycle.take_over(database, attempts))
    await lifecycle.rescue(database, silent_for_s=_SILENCE_S, settling_s=_SETTLING_S)


async def _sweep(database: Database, backend: StorageBackend, settings: Settings) -> None:
    expired = await library.delete_expired(database)
    await cloned_voices.forget_unused(database)
    left_alone = await uploads.remove_expired(database)
    swept = await storage.sweep(database, backend, pending_grace_s=settings.pending_file_grace_s)
    unfinished = await backend.sweep_unfinished(settings.pending_file_grace_s)
    if expired or left_alone or swept or unfinished:
        logger.info(
            "swept: %d expired assets, %d uploads left alone, %d files, %d unfinished ones",
            *(expired, left_alone, swept, unfinished),
        )
