"""Fills what tools are told besides their parameters; what features add comes by `audiostudio.jobs.hooks`."""

from collections.abc import Sequence
from pathlib import Path

from audiostudio.engines.providers.base import ProviderAccess
from audiostudio.settings import Settings
from audiostudio.tools.base import ToolContext
from audiostudio.tools.entitlements import EVERYTHING, Entitlements


def tool_context(
    settings: Settings,
    *,
    entitlements: Entitlements = EVERYTHING,
    use_cpu: bool = False,
    source_names: Sequence[str] = (),
    references: Sequence[Path] = (),
    needs_network: bool = False,
) -> ToolContext:
    """Return what a tool is told of the machine and of what it works on.

    Args:
        settings: the product's.
        entitlements: what the tool may be asked for.
        use_cpu: whether it stays on the CPU even where the settings leave it the choice.
        source_names: the names by which the user knows the inputs.
        references: files that the result is to resemble.
        needs_network: whether the tool calls companies; no other is told the operator's keys.
    """
    return ToolContext(
        models_dir=settings.weights_dir,
        entitlements=entitlements,
        use_cpu=settings.use_cpu or use_cpu,
        source_names=tuple(source_names),
        references=tuple(references),
        providers=provider_access(settings) if needs_network else {},
    )


def provider_access(settings: Settings) -> dict[str, ProviderAccess]:
    """Return how each company is reached that the operator has a key of."""
    known = {
        "elevenlabs": (settings.elevenlabs_api_key, settings.elevenlabs_base_url),
        "stability": (settings.stability_api_key, settings.stability_base_url),
    }
    return {
        company: ProviderAccess(key.get_secret_value(), base_url)
        for company, (key, base_url) in known.items()
        if key is not None
    }
