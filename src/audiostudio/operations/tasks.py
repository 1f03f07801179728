"""Background work of operations: each worker says that it lives."""

from audiostudio.kit.postgres.queue import HEARTBEAT_INTERVAL_S
from audiostudio.kit.tasks import TaskContext, Tasks
from audiostudio.operations import service

TASKS = Tasks("operations")


@TASKS.every(HEARTBEAT_INTERVAL_S)
async def heartbeat(context: TaskContext) -> None:
    """Say that this worker lives."""
    await service.note_heartbeat(context.database, context.worker_id, context.settings.worker_queues)
