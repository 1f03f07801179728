"""A typed client of Audio Studio: every operation of its API as a method, and the few steps of a job in one call."""

from audiostudio_client.errors import StudioError
from audiostudio_client.studio import AsyncStudio, Studio

__all__ = ["AsyncStudio", "Studio", "StudioError"]
