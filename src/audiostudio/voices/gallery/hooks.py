"""How companies' voices take part in jobs: the tool that has them speak is told how companies are reached."""

from dataclasses import replace

from audiostudio.jobs.hooks import JobHooks, Run
from audiostudio.tools.base import ToolContext
from audiostudio.voices.gallery.service import provider_access


class ProviderHooks(JobHooks):
    """Gives the tool access to the providers that the operator has keys of."""

    async def context(self, run: Run, context: ToolContext) -> ToolContext:
        """Add the access."""
        return replace(context, providers=provider_access(run.settings))
