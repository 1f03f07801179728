"""Background work of submissions: batches of long ago are forgotten, and with them their idempotency keys."""

from datetime import timedelta

from audiostudio.kit.tasks import TaskContext, Tasks
from audiostudio.submissions import repository

TASKS = Tasks("submissions")

_KEPT = timedelta(days=30)


@TASKS.at("20 4 * * *")
async def forget_batches(context: TaskContext) -> None:
    """Forget what became of batches long ago; their jobs stay."""
    async with context.database.session() as session:
        await repository.forget(session, _KEPT)
