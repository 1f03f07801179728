"""Which providers there are, each opened by its name; their clients are loaded only when one is."""

from audiostudio.engines.providers.base import ProviderAccess, SpeechProvider

TITLES = {"elevenlabs": "ElevenLabs"}


def open_provider(name: str, access: ProviderAccess) -> SpeechProvider:
    """Return the provider called ``name``.

    Raises:
        KeyError: there is none of this name.
    """
    from audiostudio.engines.providers.elevenlabs import ElevenLabsProvider

    return {"elevenlabs": ElevenLabsProvider}[name](access)
