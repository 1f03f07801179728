"""Music generation as a tool: words go in, music that a network here imagines comes out, and how close it came."""

from audiostudio.engines.external.music_engines import MUSIC_ENGINES
from audiostudio.engines.music_generation.generator import GeneratorRow, MusicGenerator
from audiostudio.tools.base import ToolContext
from audiostudio.tools.generated_music.generating import GeneratingTool
from audiostudio.tools.music_generation.params import MusicGenerationParams


class MusicGeneration(GeneratingTool[MusicGenerationParams]):
    """One file by a network in an environment of its own."""

    name = "music_generation"
    verb = "generate-music"
    title = "Music by a network"
    summary = (
        "Lets a network that is installed here make music or sounds: ACE-Step, MusicGen, Stable Audio, AudioLDM 2."
    )
    Params = MusicGenerationParams
    seconds_per_credit = 30.0

    def row(self, params: MusicGenerationParams) -> GeneratorRow:
        """Return what is known of the engine."""
        return MUSIC_ENGINES[params.engine]

    def generator(self, params: MusicGenerationParams, context: ToolContext) -> MusicGenerator:
        """Return the engine.

        Raises:
            audiostudio.engines.weights.errors.EngineMissing, ModelMissing: it is not installed.
        """
        from audiostudio.engines.external.music import MusicEngine

        row = MUSIC_ENGINES[params.engine]
        return MusicEngine(row, context.models_dir, use_cpu=context.use_cpu, threads=context.threads)


TOOL = MusicGeneration()
