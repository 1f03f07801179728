"""Fills what tools are told besides their parameters; what features add comes by `audiostudio.jobs.hooks`."""

from collections.abc import Sequence
from pathlib import Path

from audiostudio.settings import Settings
from audiostudio.tools.base import ToolContext
from audiostudio.tools.tiers import Tier


def tool_context(
    settings: Settings,
    *,
    tier: Tier = Tier.ADVANCED,
    use_cpu: bool = False,
    source_names: Sequence[str] = (),
    references: Sequence[Path] = (),
) -> ToolContext:
    """Return what a tool is told of the machine and of what it works on.

    Args:
        settings: the product's.
        tier: the level of service.
        use_cpu: whether it stays on the CPU even where the settings leave it the choice.
        source_names: the names by which the user knows the inputs.
        references: files that the result is to resemble.
    """
    return ToolContext(
        models_dir=settings.weights_dir,
        tier=tier,
        use_cpu=settings.use_cpu or use_cpu,
        source_names=tuple(source_names),
        references=tuple(references),
    )
