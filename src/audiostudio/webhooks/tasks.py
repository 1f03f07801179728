"""Background work of webhooks: what is due is delivered."""

from audiostudio.kit.tasks import TaskContext, Tasks
from audiostudio.library.service import AssetLinks
from audiostudio.storage.choice import open_storage
from audiostudio.webhooks.service import Dispatcher

TASKS = Tasks("webhooks")


@TASKS.every(1.0)
async def deliver(context: TaskContext) -> None:
    """Deliver whatever is due, for good."""
    await Dispatcher(context.database, AssetLinks(context.settings, open_storage(context.settings))).run()
