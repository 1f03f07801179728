"""Background work of exports: archives are made, and deleted after their time."""

from uuid import UUID

from audiostudio.accounts.exports import service
from audiostudio.kit.tasks import TaskContext, Tasks
from audiostudio.storage.choice import open_storage

TASKS = Tasks("accounts.exports")


@TASKS.queued
async def make(context: TaskContext, export_id: str) -> None:
    """Make an archive."""
    await service.make(context.database, context.settings, open_storage(context.settings), UUID(export_id))


@TASKS.every(3600.0)
async def tidy(context: TaskContext) -> None:
    """Delete archives whose time is over."""
    await service.tidy(context.database)
