"""What effects are to be made, as data that a person may read, edit and send back."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from audiostudio.audio.errors import AudioError
from audiostudio.engines.sound_effects.catalogue import KINDS

SHORTEST_S, LONGEST_S = 0.1, 600.0
LONGEST_SPAN_S = 60.0
MOST_EVENTS = 24
MOST_VARIATIONS = 8


class _PlanModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)


class EffectEvent(_PlanModel):
    """One sound in an effect."""

    kind: str = Field(max_length=64, description="One of the kinds.")
    start_s: float = Field(0.0, ge=0, le=LONGEST_S)
    duration_s: float | None = Field(
        None,
        ge=SHORTEST_S,
        le=LONGEST_S,
        description="Nothing for single sounds, which are as long as they are by nature.",
    )
    count: int | None = Field(None, ge=1, le=100, description="How many times, of kinds that repeat.")
    material: str = Field("", max_length=32, description="What it is made of or falls on, of the kind's own list.")
    intensity: float = Field(0.5, ge=0, le=1, description="0 gentle, 1 violent: louder, and more of it.")
    size: float = Field(0.5, ge=0, le=1, description="0 small and high, 1 large and low.")
    distance_m: float = Field(1.0, ge=1, le=1000, description="Farther is softer, darker and more of the place.")
    level_db: float = Field(0.0, ge=-40, le=12)

    @model_validator(mode="after")
    def _knows_its_kind(self) -> "EffectEvent":
        kind = KINDS.get(self.kind)
        if kind is None:
            raise ValueError(f"there is no kind {self.kind!r}")
        if self.material not in (*kind.materials, ""):
            raise ValueError(f"{self.kind} may be of {', '.join(filter(None, kind.materials)) or 'no material'}")
        if kind.style == "span" and (self.duration_s or 0) > LONGEST_SPAN_S:
            raise ValueError(f"{self.kind} happens once and lasts at most {LONGEST_SPAN_S:g} s")
        if self.count is not None and kind.style != "repeating":
            raise ValueError(f"{self.kind} cannot be counted; name it in several events")
        return self


class EffectPlan(_PlanModel):
    """One or several sounds, at once or after each other."""

    version: Literal[1] = 1
    words: str = Field("", max_length=500, description="What was asked.")
    ignored_words: tuple[str, ...] = Field((), max_length=100, description="Those that say nothing to the renderer.")
    duration_s: float = Field(ge=SHORTEST_S, le=LONGEST_S, description="Length of the sound, exact to the sample.")
    loop: bool = Field(False, description="The end runs into the beginning.")
    width: float = Field(0.7, ge=0, le=1, description="0 mono, 1 as wide as it gets.")
    seed: int = Field(0, ge=0, le=2**32 - 1, description="The same plan and seed give the same sound.")
    variations: int = Field(1, ge=1, le=MOST_VARIATIONS, description="So many takes are to be made.")
    events: tuple[EffectEvent, ...] = Field(min_length=1, max_length=MOST_EVENTS)

    @model_validator(mode="after")
    def _events_are_heard(self) -> "EffectPlan":
        for number, event in enumerate(self.events):
            if event.start_s >= self.duration_s:
                raise ValueError(f"event {number} begins at {event.start_s:g} s, where the effect is over")
        return self


def read_plan(data: Any) -> EffectPlan:
    """Return a plan that was sent back, edited.

    Raises:
        AudioError: ``effect_plan_invalid``, each fault named by its path.
    """
    try:
        return EffectPlan.model_validate(data)
    except ValidationError as error:
        faults = [
            f"{'.'.join(map(str, fault['loc'])) or 'plan'}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors(include_url=False)
        ]
        raise AudioError(
            "effect_plan_invalid",
            f"The plan cannot be followed: {'; '.join(faults[:8])}.",
            allowed={"faults": faults, "kinds": sorted(KINDS)},
        ) from None
