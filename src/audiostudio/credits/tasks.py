"""Background work of credits: what has expired goes."""

from audiostudio.credits import service
from audiostudio.kit.tasks import TaskContext, Tasks

TASKS = Tasks("credits")

_INTERVAL_S = 60.0


@TASKS.every(_INTERVAL_S)
async def expire(context: TaskContext) -> None:
    """Take away what has expired; a debit does so by itself, so nobody spends it in between."""
    await service.expire_due(context.database)
