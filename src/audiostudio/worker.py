"""Takes jobs from the queue and runs their tools in child processes; runs the background work of all rooms."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from uuid import UUID

from audiostudio.jobs import hooks
from audiostudio.jobs.queue import worker_app
from audiostudio.jobs.runner import JobRunner, jobs_dir
from audiostudio.kit.ids import new_id
from audiostudio.kit.postgres.address import WORKER_ROLE, role_url
from audiostudio.kit.postgres.database import Database
from audiostudio.kit.postgres.queue import consume
from audiostudio.kit.processes.customers_files import confinement_of_tools
from audiostudio.kit.processes.pool import ChildPool
from audiostudio.kit.processes.work_dir import WorkDir
from audiostudio.kit.tasks import TaskContext, Tasks, run_tasks
from audiostudio.operations import service as operations
from audiostudio.settings import Settings
from audiostudio.storage.choice import open_storage
from audiostudio.voices.hooks import job_hooks as voices_hooks

logger = logging.getLogger(__name__)

_PACKAGE = Path(__file__).parent
_WARM_UP_LIMIT_S = 300.0


async def run_worker(settings: Settings, stopping: asyncio.Event, *, warm_up: bool = True) -> None:
    """Work until ``stopping`` is set; jobs in work then go back to the queue.

    Args:
        settings: what the product runs with.
        stopping: ends the work.
        warm_up: prepare every tool at the start; without it, the first run of each is slower.
    """
    hooks.register(voices_hooks())
    url = role_url(WORKER_ROLE, settings)
    database = Database(url, pool_size=settings.worker_concurrency + 4)
    backend = open_storage(settings)
    worker_id = new_id()
    with WorkDir(jobs_dir(settings)) as work_dir:
        async with ChildPool(
            size=settings.worker_concurrency,
            waiting=1,
            prewarm_imports=("audiostudio.tools.runner",),
            nice=settings.worker_niceness,
            temporary=work_dir.path,
            confinement=confinement_of_tools(settings),
        ) as children:
            runner = JobRunner(database, backend, settings, children, work_dir.path)
            work = _Work(runner.run, settings.worker_concurrency)
            context = TaskContext(settings, database, worker_id)
            running = [
                asyncio.create_task(run_tasks(background_work(), context, stopping)),
                asyncio.create_task(
                    consume(
                        lambda: worker_app(url, work.take),
                        stopping,
                        queues=settings.worker_queues,
                        concurrency=settings.worker_concurrency,
                        keep_failed=False,
                    )
                ),
            ]
            if warm_up:
                running.append(asyncio.create_task(_warm_up(children)))
            try:
                await stopping.wait()
            finally:
                for task in running:
                    task.cancel()
                await asyncio.gather(*running, return_exceptions=True)
                await work.stop()
                with suppress(Exception):
                    await operations.sign_off(database, worker_id)
    await database.close()


def background_work() -> list[Tasks]:
    """Return what every feature with a ``tasks.py`` declares there."""
    modules = sorted(".".join(path.relative_to(_PACKAGE).with_suffix("").parts) for path in _PACKAGE.rglob("tasks.py"))
    return [import_module(f"audiostudio.{module}").TASKS for module in modules]


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


async def _warm_up(children: ChildPool) -> None:
    # In one child only: until it is done, the others take the first jobs.
    try:
        await children.run("audiostudio.tools.runner:warm_up", timeout_s=_WARM_UP_LIMIT_S)
    except Exception:
        logger.warning("warming up failed; first runs will be slower", exc_info=True)
