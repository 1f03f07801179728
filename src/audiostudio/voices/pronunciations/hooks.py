"""How the workspace's dictionary takes part in jobs: voices say words as it says."""

from dataclasses import replace

from audiostudio.jobs.hooks import JobHooks, Run
from audiostudio.tools.base import ToolContext
from audiostudio.voices.pronunciations import service


class DictionaryHooks(JobHooks):
    """Gives tools that read aloud the workspace's dictionary."""

    async def context(self, run: Run, context: ToolContext) -> ToolContext:
        """Add the dictionary."""
        return replace(context, pronunciations=await service.of_workspace(run.database, run.workspace_id))
