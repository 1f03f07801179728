"""The plan of what is asked for: read from words and wishes, or checked where somebody sends one."""

from functools import lru_cache

from audiostudio.engines.composition.planning.brief import PlanRequest
from audiostudio.engines.composition.planning.checking import require_faultless
from audiostudio.engines.composition.planning.planner import PlannedPiece, make_plan
from audiostudio.tools.composition.params import CompositionParams


@lru_cache(maxsize=64)  # what is asked is checked, priced, shown and run, and a plan costs a tenth of a second
def planned_piece(params: CompositionParams) -> PlannedPiece:
    """Return the plan, what was understood of the words, and what is not as they ask.

    Raises:
        CodedError: ``plan_invalid`` with each fault by its path; ``prompt_not_understood`` and the like.
    """
    if params.plan is not None:
        require_faultless(params.plan)
        return PlannedPiece(params.plan, (), ())
    wishes = {
        name: getattr(params, name)
        for name in ("genre", "mood", "duration_s", "bpm", "key", "metre", "energy", "ending", "seed", "under_voice")
    }
    return make_plan(
        PlanRequest(prompt=params.prompt, instruments=params.instruments, hit_points=params.hit_points, **wishes)
    )
