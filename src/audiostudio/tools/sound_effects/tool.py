"""Sound effects as a tool: words go in, the sounds they name come out."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from audiostudio.engines.sound_effects.plan import EffectPlan
from audiostudio.engines.sound_effects.words import plan_effect
from audiostudio.tools.base import Progress, Tool, ToolContext, ToolResult
from audiostudio.tools.entitlements import Entitlements
from audiostudio.tools.output_format import check_output
from audiostudio.tools.sound_effects.params import SoundEffectParams

_SECONDS_PER_CREDIT = 60.0


class SoundEffects(Tool[SoundEffectParams]):
    """One stereo file for every take."""

    name = "sound_effects"
    verb = "sfx"
    title = "Sound effects"
    summary = "Makes sound effects from words: rain on a roof, steps on gravel, a door, a laser."
    Params = SoundEffectParams
    max_files = 0

    def price_credits(self, params: SoundEffectParams, file_count: int = 0) -> int:
        """Return one credit for every minute begun, of all takes together."""
        plan = effect_plan(params)
        return max(1, -int(-plan.duration_s * plan.variations // _SECONDS_PER_CREDIT))

    def starting_price_credits(self) -> int:
        """Return what a short sound costs."""
        return 1

    def check(self, params: SoundEffectParams, entitlements: Entitlements) -> None:
        """Refuse words that name no sound, lengths that cannot be, and formats outside the plan.

        Raises:
            ToolError: as `check_output`.
            AudioError: ``effect_unknown`` with the nearest kinds, and the like.
        """
        check_output(params, entitlements)
        effect_plan(params)

    def run(
        self,
        params: SoundEffectParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Make the sounds.

        Raises:
            ToolError, AudioError: as `check`.
            audiostudio.engines.weights.errors.ModelMissing: recordings that a sound is made of are not installed.
        """
        from audiostudio.tools.sound_effects.run import make_effects

        self.check(params, context.entitlements)
        return make_effects(params, effect_plan(params), out_dir, context, progress)


@lru_cache(maxsize=64)  # what is asked is checked, priced and made
def effect_plan(params: SoundEffectParams) -> EffectPlan:
    """Return the plan of what is asked for.

    Raises:
        AudioError: what is wrong with the words.
    """
    if params.plan is not None:
        return params.plan
    return plan_effect(
        params.prompt,
        duration_s=params.duration_s,
        distance_m=params.distance_m,
        intensity=params.intensity,
        material=params.material,
        size=params.size,
        width=params.width,
        loop=params.loop,
        seed=params.seed,
        variations=params.variations,
    )


TOOL = SoundEffects()
