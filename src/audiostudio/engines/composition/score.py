"""Music as it is written: who plays what at which second, and the bars, chords and sections it lies in."""

from dataclasses import dataclass

from audiostudio.audio.instruments.performance import Performance
from audiostudio.engines.composition.plan import Role, SectionKind


@dataclass(frozen=True)
class Bar:
    """A bar: where it begins, its beats and how long each lasts."""

    start_s: float
    beats: int
    beat_s: float

    @property
    def end_s(self) -> float:
        """Where the next begins."""
        return self.start_s + self.beats * self.beat_s


@dataclass(frozen=True)
class ChordSpan:
    """A chord while it lasts: its name (``Am7``), and its pitch classes from the root up, C being 0."""

    start_s: float
    end_s: float
    name: str
    numeral: str
    pitch_classes: tuple[int, ...]
    bass_pitch_class: int


@dataclass(frozen=True)
class SectionSpan:
    """A section where it lies; ``index`` counts the plan's sections."""

    start_s: float
    end_s: float
    index: int
    kind: SectionKind
    energy: float


@dataclass(frozen=True)
class ScorePart:
    """One part: a role, who plays it and how. Notes of a muted part are written all the same."""

    role: Role
    instrument: str
    performance: Performance


@dataclass(frozen=True)
class Score:
    """A piece as it is written.

    Attributes:
        parts: in the plan's order, one each.
        bars, chords, sections: without gaps, from 0 to the end of the last bar.
        duration_s: length of the sound, which may go on after the last bar (a ring-out) but not end before it.
    """

    parts: tuple[ScorePart, ...]
    bars: tuple[Bar, ...]
    chords: tuple[ChordSpan, ...]
    sections: tuple[SectionSpan, ...]
    duration_s: float
