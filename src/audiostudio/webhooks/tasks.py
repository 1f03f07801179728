"""Background work of webhooks: what is due is delivered, and what was delivered long ago forgotten."""

from datetime import timedelta

from audiostudio.kit.tasks import TaskContext, Tasks
from audiostudio.library.service import AssetLinks
from audiostudio.storage.choice import open_storage
from audiostudio.webhooks import repository
from audiostudio.webhooks.dispatcher import Dispatcher

TASKS = Tasks("webhooks")

_KEPT = timedelta(days=30)


@TASKS.every(1.0)
async def deliver(context: TaskContext) -> None:
    """Deliver whatever is due, for good."""
    await Dispatcher(context.database, AssetLinks(context.settings, open_storage(context.settings))).run()


@TASKS.at("10 4 * * *")
async def forget_deliveries(context: TaskContext) -> None:
    """Forget what was delivered, or given up, long ago."""
    async with context.database.session() as session:
        await repository.forget_deliveries(session, _KEPT)
