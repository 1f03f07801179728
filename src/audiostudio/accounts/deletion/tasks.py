"""Background work of deletion: accounts and teams whose time has come are erased."""

from audiostudio.accounts.deletion import service
from audiostudio.kit.tasks import TaskContext, Tasks

TASKS = Tasks("accounts.deletion")


@TASKS.every(600.0)
async def erase_due(context: TaskContext) -> None:
    """Erase accounts and teams whose time has come; workers at the same one wait for each other."""
    await service.erase_due(context.database)
