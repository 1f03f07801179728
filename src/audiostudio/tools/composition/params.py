"""What may be asked of the composer: words, wishes that override them, or a whole plan, and what is to be made."""

from typing import Literal, Self

from pydantic import Field, model_validator

from audiostudio.engines.composition.plan import Ending, Genre, HitPoint, Metre, Mood, Plan
from audiostudio.tools.base import ToolParams
from audiostudio.tools.deliverable import DeliverableParams

# The planner refuses long before, in words that help.
_MOST_CHARACTERS = 100_000
LONGEST_S = 600.0
OutputName = Literal["stems", "midi", "score", "picture", "beats", "plan", "licence"]


class MusicWishes(ToolParams):
    """What is to be composed. Wishes override the prompt; a plan overrides both."""

    prompt: str = Field(
        "", max_length=_MOST_CHARACTERS, description="The music in words: `calm lo-fi with piano, 80 bpm, 30 seconds`."
    )
    genre: Genre | None = Field(None, description="In place of what the words say.")
    mood: Mood | None = Field(None, description="In place of what the words say.")
    duration_s: float | None = Field(
        None, ge=1, le=LONGEST_S, description="Length in seconds, exact to the sample; 60 unless the words say."
    )
    bpm: float | None = Field(None, ge=40, le=240, description="Beats a minute, kept exactly.")
    key: str | None = Field(None, max_length=16, description="A key: `C minor`, `F# major`.")
    metre: Metre | None = Field(None, description="Beats of a bar.")
    energy: float | None = Field(None, ge=0, le=1, description="How much goes on: 0 nearly nothing, 1 everything.")
    instruments: tuple[str, ...] = Field((), max_length=11, description="Who is to play, by instruments' names.")
    ending: Ending | None = Field(None, description="How it ends; `loop` ends where it begins.")
    under_voice: bool = Field(False, description="Written to lie under speech: no lead, 1 to 4 kHz free, steady.")
    hit_points: tuple[HitPoint, ...] = Field(
        (), max_length=32, description="Moments, in seconds, at which something new is to begin on a down-beat."
    )
    seed: int = Field(0, ge=0, le=2**32 - 1, description="Another number gives another piece of the same words.")
    plan: Plan | None = Field(None, description="A plan, as `POST …/music/plan` gives it, edited or not.")
    outputs: tuple[OutputName, ...] = Field(
        ("midi", "picture", "licence"),
        max_length=7,
        description="What to make beside the music: a file for each part, MIDI, MusicXML, a piano roll, beats, the "
        "plan, and where every sound comes from.",
    )


class CompositionParams(DeliverableParams, MusicWishes):
    """What is to be composed, and the file it is to be."""

    @model_validator(mode="after")
    def _not_too_long(self) -> Self:
        if self.plan is not None and self.plan.duration_s > LONGEST_S:
            raise ValueError(f"a piece may last {LONGEST_S:g} s, and the plan's lasts {self.plan.duration_s:g} s")
        return self
