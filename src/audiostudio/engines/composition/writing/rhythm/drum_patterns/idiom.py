"""What a genre's drumming is made of, and how its grooves are written down.

Signs of a step: X an accent, x a stroke, o a light one, g a ghost, ? a ghost and y a light stroke that only some
pieces have, 2 to 4 that many strokes within the step. Each line offers alternatives, of which a piece takes one.
"""

from dataclasses import dataclass, field
from typing import Literal

from audiostudio.engines.composition.plan import Metre
from audiostudio.engines.composition.writing.rhythm.step_patterns import lines_of

FillFamily = Literal["electronic", "breaks", "urban", "band", "heavy", "jazz", "latin", "reggae", "soft", "orchestral"]
Lines = dict[str, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True)
class Groove:
    """One metre's grooves of a genre, calm, usual and full, each the lines of its drums."""

    low: Lines
    middle: Lines
    high: Lines

    def tier(self, level: int) -> Lines:
        """Return the lines of a level: 0, 1 or 2."""
        return (self.low, self.middle, self.high)[level]


def groove(low: str, middle: str, high: str) -> Groove:
    """Return a groove by its three blocks of tablature."""
    return Groove(lines_of(low), lines_of(middle), lines_of(high))


@dataclass(frozen=True)
class DrumIdiom:
    """How a genre is drummed.

    Attributes:
        common: in 4/4, from which other metres are made where they have no groove of their own.
        own: grooves of other metres.
        fills: which fills are played.
        is_half_time: the back-beat lies on the third of four beats.
        has_player: a person with two hands plays, not a machine.
        phrase_bars: after so many bars a fill.
        crash: how hard a cymbal marks where sections begin; 0 for not at all.
        rides: in bridges and solos the player goes to the ride cymbal.
        rolls_hats: as in trap, single hats break into rolls.
        improvises: lines that take another of their alternatives every bar or two, as a jazz drummer's snare does.
        builds: a rise is a snare roll over a kick that drops out, or a crescendo of toms and snare.
    """

    common: Groove
    fills: FillFamily
    own: dict[Metre, Groove] = field(default_factory=dict)
    is_half_time: bool = False
    has_player: bool = True
    phrase_bars: int = 4
    crash: float = 1.0
    rides: bool = False
    rolls_hats: bool = False
    improvises: tuple[str, ...] = ()
    builds: Literal["roll", "crescendo"] = "crescendo"
