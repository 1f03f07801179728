"""Background work of jobs: those that dead workers hold are brought back."""

import asyncio
import logging

from audiostudio.jobs import lifecycle
from audiostudio.jobs.runner import abandoned_attempts, jobs_dir, retry_while_unavailable
from audiostudio.kit.postgres.queue import DEAD_AFTER_S
from audiostudio.kit.processes.work_dir import sweep_work_dirs
from audiostudio.kit.tasks import TaskContext, Tasks

logger = logging.getLogger(__name__)

TASKS = Tasks("jobs")

_GRACE_S = 5.0


@TASKS.every(5.0)
async def recover(context: TaskContext) -> None:
    """Bring back the jobs of workers that died: of this machine at once, of others when they have been silent."""
    # The folder of a worker of this machine tells its death at once; of others only silence does.
    if left := await asyncio.to_thread(sweep_work_dirs, jobs_dir(context.settings)):
        attempts = abandoned_attempts(left)
        logger.warning("recovering jobs of a dead worker: %s", ", ".join(str(job_id) for job_id, _ in attempts))
        await retry_while_unavailable(lambda: lifecycle.recover_attempts(context.database, attempts))
    await lifecycle.recover_stalled(context.database, silent_for_s=DEAD_AFTER_S, grace_s=_GRACE_S)
