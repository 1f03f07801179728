"""Which providers there are, each opened by its name; their clients are loaded only when one is."""

from collections.abc import Mapping

from audiostudio.engines.providers.base import ProviderAccess, ProviderError, SpeechProvider

TITLES = {"elevenlabs": "ElevenLabs"}


def open_provider(name: str, accesses: Mapping[str, ProviderAccess]) -> SpeechProvider:
    """Return the provider called ``name``, one of `TITLES`.

    Args:
        name: its name.
        accesses: how each provider is reached that the operator has a key of.

    Raises:
        ProviderError: ``provider_key_missing``.
    """
    access = accesses.get(name)
    if access is None:
        detail = f"No key of {TITLES[name]} is set here; the operator sets {name.upper()}_API_KEY."
        raise ProviderError("provider_key_missing", detail)
    from audiostudio.engines.providers.elevenlabs import ElevenLabsProvider

    return {"elevenlabs": ElevenLabsProvider}[name](access)
