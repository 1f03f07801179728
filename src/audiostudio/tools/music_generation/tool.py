"""Music generation as a tool: words go in, music that a network imagines comes out, measured against what was asked."""

from collections.abc import Sequence
from pathlib import Path

from audiostudio.engines.external.music_engines import MUSIC_ENGINES
from audiostudio.engines.music_generation.request import MusicRequest, settle
from audiostudio.tools.base import Progress, Tool, ToolContext, ToolError, ToolResult
from audiostudio.tools.entitlements import Entitlements
from audiostudio.tools.music_generation.params import MusicGenerationParams
from audiostudio.tools.output_format import check_output

_SECONDS_PER_CREDIT = 30.0


class MusicGeneration(Tool[MusicGenerationParams]):
    """One file by a network in an environment of its own."""

    name = "music_generation"
    verb = "generate-music"
    title = "Music by a network"
    summary = (
        "Lets a network that is installed here make music or sounds: ACE-Step, MusicGen, Stable Audio, AudioLDM 2."
    )
    Params = MusicGenerationParams
    max_files = 0
    max_references = 1  # a sound that is repainted, extended or covered

    def price_credits(self, params: MusicGenerationParams, file_count: int = 0) -> int:
        """Return one credit for every half minute begun."""
        default_s = MUSIC_ENGINES[params.engine].options["duration_s"].default
        duration_s = params.duration_s or float(default_s or 0)
        return max(1, -int(-duration_s // _SECONDS_PER_CREDIT))

    def starting_price_credits(self) -> int:
        """Return what a short sound costs."""
        return 1

    def check(self, params: MusicGenerationParams, entitlements: Entitlements) -> None:
        """Refuse what the network does not understand, and formats outside the plan.

        Raises:
            ToolError: as `check_output`.
            audiostudio.engines.music_generation.options.MusicRefusal: ``option_unsupported`` and the like.
        """
        check_output(params, entitlements)
        row = MUSIC_ENGINES[params.engine]
        settle(music_request(params), row.title, row.options, row.rate_hz)

    def run(
        self,
        params: MusicGenerationParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Make it.

        Raises:
            ToolError: as `check`; ``reference_needed`` where there is nothing to change.
            audiostudio.engines.weights.errors.EngineMissing, ModelMissing: the engine is not installed.
            audiostudio.engines.external.errors.EngineBroken, EngineFailed, EngineRefused: what went wrong in it.
        """
        from audiostudio.tools.music_generation.run import generate

        if bool(params.change) != bool(context.references):
            raise ToolError(
                "reference_needed",
                "Name a change (repaint, extend or cover) and give the sound to change, or neither.",
            )
        self.check(params, context.entitlements)
        return generate(params, out_dir, context, progress)


def music_request(params: MusicGenerationParams) -> MusicRequest:
    """Return what is asked of the network, but for the sound that it is to change."""
    return MusicRequest(
        prompt=params.prompt,
        duration_s=params.duration_s,
        bpm=params.bpm,
        key=params.key,
        metre=params.metre,
        negative_prompt=params.negative_prompt,
        lyrics=params.lyrics,
        language=params.language,
        instrumental=params.instrumental,
        seed=params.seed,
        steps=params.steps,
        guidance=params.guidance,
        temperature=params.temperature,
        top_k=params.top_k,
        top_p=params.top_p,
    )


TOOL = MusicGeneration()
