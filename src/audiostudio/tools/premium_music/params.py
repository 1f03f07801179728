"""Which company is to make it, and what."""

from typing import Literal

from pydantic import Field

from audiostudio.engines.providers.music import MUSIC_PROVIDERS
from audiostudio.tools.generated_music.params import GeneratedFileParams

EngineName = Literal["elevenlabs_music", "elevenlabs_sound_effects", "stability_audio"]


class PremiumMusicParams(GeneratedFileParams):
    """What is wanted of which company."""

    engine: EngineName = Field(
        "elevenlabs_music",
        description="Whose: " + "; ".join(f"{name}, {row.summary}" for name, row in MUSIC_PROVIDERS.items()),
    )
