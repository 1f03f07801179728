"""Rules of speech: which tool speaks with a voice."""

from typing import Any

from audiostudio.tools.premium_speech import PROVIDERS
from audiostudio.voices.speech.schemas import SpeakRequest


def speech_job(request: SpeakRequest) -> tuple[str, dict[str, Any]]:
    """Return the tool that speaks with a voice, and its parameters; the tool judges whether there is such a voice."""
    provider, _, voice = request.voice_id.partition("_")
    given = {"model": request.model, "format": request.format}
    parameters = request.voice_settings | {name: value for name, value in given.items() if value is not None}
    if provider in PROVIDERS:
        return "premium_speech", parameters | {"text": request.text, "provider": provider, "voice": voice}
    return "speech_synthesis", parameters | {"text": request.text, "voice": request.voice_id}
