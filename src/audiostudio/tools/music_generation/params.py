"""Which network is to make it, and what."""

from typing import Literal

from pydantic import Field

from audiostudio.engines.external.music_engines import MUSIC_ENGINES
from audiostudio.tools.generated_music.params import GeneratedFileParams

EngineName = Literal["ace_step", "musicgen", "stable_audio", "audioldm2"]


class MusicGenerationParams(GeneratedFileParams):
    """What is wanted of which network."""

    engine: EngineName = Field(
        "ace_step",
        description="Which network: " + "; ".join(f"{name}, {row.summary}" for name, row in MUSIC_ENGINES.items()),
    )
