"""What a piece is to be, as data that a person may read, edit and send back: the composer does what the plan says."""

from fractions import Fraction
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

PLAN_VERSION: Literal[1] = 1

Genre = Literal[
    "afrobeat",
    "ambient",
    "blues",
    "bossa_nova",
    "chiptune",
    "cinematic",
    "classical",
    "corporate",
    "country",
    "disco",
    "drum_and_bass",
    "dubstep",
    "folk",
    "funk",
    "hip_hop",
    "house",
    "jazz",
    "lofi",
    "metal",
    "pop",
    "reggae",
    "reggaeton",
    "rnb",
    "rock",
    "salsa",
    "samba",
    "ska",
    "synthwave",
    "tango",
    "techno",
    "trance",
    "trap",
    "waltz",
]
Mood = Literal[
    "aggressive",
    "calm",
    "dark",
    "dreamy",
    "energetic",
    "epic",
    "happy",
    "hopeful",
    "mysterious",
    "neutral",
    "nostalgic",
    "playful",
    "romantic",
    "sad",
    "tense",
]
Metre = Literal["2/4", "3/4", "4/4", "5/4", "6/8", "7/8", "12/8"]
SectionKind = Literal[
    "intro", "verse", "build", "chorus", "drop", "bridge", "breakdown", "solo", "theme", "interlude", "outro"
]
Role = Literal[
    "drums", "percussion", "bass", "chords", "pad", "arpeggio", "riff", "lead", "counter_melody", "drone", "effects"
]
Ending = Literal["cadence", "fade", "loop", "stop"]


class _PlanModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)


class Section(_PlanModel):
    """A passage of whole bars."""

    kind: SectionKind
    bars: int = Field(ge=1, le=512, description="Whole bars, the last of which may be shorter or longer.")
    energy: float = Field(ge=0, le=1, description="How much goes on: 0 nearly nothing, 1 everything.")
    progression: tuple[str, ...] = Field(
        min_length=1,
        max_length=64,
        description="Chords by Roman numeral in the piece's key (`i`, `VI7`, `bVII`, `V/ii`), repeated to the end.",
    )
    chord_bars: float = Field(1.0, ge=0.25, le=16, description="How many bars each chord lasts.")
    roles: tuple[Role, ...] = Field(description="Which of the parts play.", max_length=11)
    bpm: float | None = Field(None, ge=30, le=300, description="A tempo of its own, where hit points need one.")
    last_bar_beats: int | None = Field(None, ge=1, le=24, description="Beats of the last bar where not a whole one.")
    variation: int = Field(0, ge=0, le=1_000_000, description="Another number writes this section anew, alone.")
    place: int | None = Field(
        None,
        ge=0,
        le=1_000_000,
        description="The place its notes are drawn for, its own if empty: by it a moved section keeps its notes.",
    )


class Part(_PlanModel):
    """Who plays a role."""

    role: Role
    instrument: str = Field(max_length=64, description="One of the instruments that the presets list.")
    level_db: float = Field(0.0, ge=-24, le=12, description="Louder or softer than usual.")
    pan: float = Field(0.0, ge=-1, le=1, description="-1 left, 1 right.")
    is_muted: bool = False


class HitPoint(_PlanModel):
    """A moment, in a film for example, at which a section is to begin."""

    time_s: float = Field(ge=0, le=3600)
    label: str = Field("", max_length=80)


class Plan(_PlanModel):
    """A piece of music before it is written."""

    version: Literal[1] = PLAN_VERSION
    prompt: str = Field("", max_length=2000, description="The words it came from.")
    genre: Genre
    mood: Mood = "neutral"
    seed: int = Field(0, ge=0, le=2**32 - 1, description="The same plan and seed give the same music.")
    bpm: float = Field(
        ge=30, le=300, description="Beats a minute; counted as the metre says: of 6/8 dotted quarters, of 7/8 eighths."
    )
    swing: float = Field(1.0, ge=1, le=3, description="First half of a swung pair to the second.")
    metre: Metre = "4/4"
    key: str = Field(max_length=16, description="A key by its name: `C minor`, `F# major`.")
    duration_s: float = Field(ge=1, le=3600, description="Length of the sound, exact to the sample.")
    sections: tuple[Section, ...] = Field(min_length=1, max_length=64)
    parts: tuple[Part, ...] = Field(min_length=1, max_length=11)
    hit_points: tuple[HitPoint, ...] = Field((), max_length=32)
    ending: Ending = "cadence"
    under_voice: bool = Field(False, description="Written to lie under speech: no lead, 1 to 4 kHz free, steady.")


def beats_per_bar(metre: Metre) -> int:
    """Return how many beats are counted in a bar: of compound metres dotted quarters, of 7/8 eighths.

    >>> beats_per_bar("3/4"), beats_per_bar("6/8"), beats_per_bar("7/8")
    (3, 2, 7)
    """
    count, unit = map(int, metre.split("/"))
    return count // 3 if unit == 8 and count % 3 == 0 else count


def beat_quarters(metre: Metre) -> Fraction:
    """Return how many quarter notes one counted beat lasts.

    >>> beat_quarters("4/4"), beat_quarters("12/8"), beat_quarters("7/8")
    (Fraction(1, 1), Fraction(3, 2), Fraction(1, 2))
    """
    count, unit = map(int, metre.split("/"))
    return Fraction(4 * (3 if unit == 8 and count % 3 == 0 else 1), unit)
