"""Background work of voice cloning: recordings that nobody used are forgotten."""

from audiostudio.kit.tasks import TaskContext, Tasks
from audiostudio.voices.cloning import service

TASKS = Tasks("voice_cloning")


@TASKS.every(60.0)
async def forget_unused_samples(context: TaskContext) -> None:
    """Forget recordings that expired before a voice was learned from them."""
    await service.forget_unused(context.database)
