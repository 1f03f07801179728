"""Background work of the storage: files that nothing refers to are deleted."""

import logging

from audiostudio.kit.tasks import TaskContext, Tasks
from audiostudio.storage import service
from audiostudio.storage.choice import open_storage

logger = logging.getLogger(__name__)

TASKS = Tasks("storage")


@TASKS.every(60.0)
async def sweep(context: TaskContext) -> None:
    """Delete files that nothing refers to, and drafts whose writers died."""
    backend, grace_s = open_storage(context.settings), context.settings.pending_file_grace_s
    swept = await service.sweep(context.database, backend, pending_grace_s=grace_s)
    unfinished = await backend.sweep_unfinished(grace_s)
    if swept or unfinished:
        logger.info("swept %d files, %d unfinished ones", swept, unfinished)
