"""Background work of the library: assets end when their time is over."""

import logging

from audiostudio.kit.tasks import TaskContext, Tasks
from audiostudio.library import service

logger = logging.getLogger(__name__)

TASKS = Tasks("library")


@TASKS.every(60.0)
async def delete_expired(context: TaskContext) -> None:
    """Delete assets whose time is over; the sweep of the storage takes their files."""
    if expired := await service.delete_expired(context.database):
        logger.info("deleted %d expired assets", expired)
