"""What whoever writes a part of a section knows of it, and the notes that are written."""

from dataclasses import dataclass

from audiostudio.audio.music.pitch_names import Mode
from audiostudio.engines.composition.plan import Ending, Genre, Metre, Mood, SectionKind


@dataclass(frozen=True, slots=True)
class BeatNote:
    """A note as it is written: straight, in counted beats from the beginning of its section.

    Swing, and how far each role plays ahead or behind, come later and alike for all.
    """

    onset_beats: float
    duration_beats: float
    midi_pitch: int
    velocity: int
    glide_from_pitch: int | None = None  # a slide from another key into this one, as an 808 or a guitar makes it
    lag_ms: float = 0.0  # how far behind its moment it begins, as strings of a strum do; its end stays


@dataclass(frozen=True)
class ChordContext:
    """A chord within its section, in counted beats from the section's beginning.

    Attributes:
        pitch_classes: from the root up, C being 0: root, third, fifth, seventh, ninth, as far as it has them.
        bass_pitch_class: the root, or another under a slash.
        scale: the seven (or fewer) pitch classes that melodies use over it, from its root up.
    """

    start_beats: float
    end_beats: float
    numeral: str
    pitch_classes: tuple[int, ...]
    bass_pitch_class: int
    scale: tuple[int, ...]


@dataclass(frozen=True)
class SectionContext:
    """A section as its writers see it; nothing else may be known, so that a change elsewhere changes nothing here.

    Attributes:
        bar_starts_beats: where its bars begin, and where the last ends: one more than there are bars.
        beats_per_bar: as counted; one bar, the last, may have another number.
        energy: 0 to 1.
        chords: without gaps.
        next_chord: the first of what follows, for approach notes; None at the end.
        theme_seed: the same in all sections of the piece: motifs come from it.
        seed: of this section alone; it holds the plan's seed, the section's place and its variation.
        next_kind: of the section that follows, for fills and builds; None at the end.
    """

    genre: Genre
    mood: Mood
    metre: Metre
    bpm: float
    tonic: int
    mode: Mode
    kind: SectionKind
    energy: float
    beats_per_bar: int
    bar_starts_beats: tuple[float, ...]
    chords: tuple[ChordContext, ...]
    next_chord: ChordContext | None
    theme_seed: int
    seed: int
    previous_kind: SectionKind | None
    next_kind: SectionKind | None
    ending: Ending
    under_voice: bool
