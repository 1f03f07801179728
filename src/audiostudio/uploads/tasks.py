"""Background work of uploads: those that were left alone end."""

import logging

from audiostudio.kit.tasks import TaskContext, Tasks
from audiostudio.uploads import service

logger = logging.getLogger(__name__)

TASKS = Tasks("uploads")


@TASKS.every(60.0)
async def remove_expired(context: TaskContext) -> None:
    """Throw away what was left alone for too long; the sweep of the storage takes its files."""
    if left_alone := await service.remove_expired(context.database):
        logger.info("removed %d uploads that were left alone", left_alone)
