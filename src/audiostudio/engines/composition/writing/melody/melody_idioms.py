"""How each genre's melodies go: how many notes, how far off the beat, from which notes, how long; as data."""

from dataclasses import dataclass
from typing import Literal

from audiostudio.engines.composition.plan import Genre

Palette = Literal["scale", "pentatonic", "blues", "bebop"]


@dataclass(frozen=True)
class MelodyIdiom:
    """One genre's melodies.

    Attributes:
        notes_a_bar: of a bar of four quarters, with little and with much energy.
        off_beats, sixteenths: how likely notes begin there, 1 being as likely as on a beat.
        palette: from which notes beside the chord's own it is made.
        unit_bars: how long a motif is with its rest.
        gate: how much of the way to the next note one sounds.
        ornaments: how likely a long or strong note is ornamented, 0 to 1.
        leaps: how likely it leaps, 0 to 1.
        slides: how likely a guitar or a voice slides into a longer note, 0 to 1.
    """

    notes_a_bar: tuple[float, float]
    off_beats: float
    sixteenths: float
    palette: Palette = "scale"
    unit_bars: int = 2
    gate: float = 0.95
    ornaments: float = 0.0
    leaps: float = 0.18
    slides: float = 0.1


IDIOMS: dict[Genre, MelodyIdiom] = {
    "afrobeat": MelodyIdiom((3.0, 6.0), 0.9, 0.45, "pentatonic", gate=0.8),
    "ambient": MelodyIdiom((1.0, 2.0), 0.15, 0.0, "pentatonic", 4, 1.0, leaps=0.3),
    "blues": MelodyIdiom((3.0, 6.0), 0.8, 0.15, "blues", slides=0.5),
    "bossa_nova": MelodyIdiom((2.5, 4.5), 1.1, 0.15, "scale"),
    "chiptune": MelodyIdiom((4.0, 7.0), 0.7, 0.3, "scale", gate=0.85, ornaments=0.3, leaps=0.3, slides=0.0),
    "cinematic": MelodyIdiom((1.3, 3.0), 0.25, 0.0, "scale", 4, 1.0, leaps=0.28),
    "classical": MelodyIdiom((3.0, 6.0), 0.5, 0.15, "scale", ornaments=0.2),
    "corporate": MelodyIdiom((2.0, 4.0), 0.5, 0.05, "pentatonic"),
    "country": MelodyIdiom((3.0, 5.0), 0.6, 0.1, "pentatonic", slides=0.4),
    "disco": MelodyIdiom((3.0, 5.5), 0.9, 0.3, "scale"),
    "drum_and_bass": MelodyIdiom((2.0, 4.0), 0.8, 0.2, "pentatonic"),
    "dubstep": MelodyIdiom((2.0, 4.5), 0.7, 0.3, "scale", gate=0.85, leaps=0.3),
    "folk": MelodyIdiom((3.0, 6.0), 0.6, 0.1, "pentatonic", ornaments=0.35),
    "funk": MelodyIdiom((4.0, 7.0), 0.8, 0.9, "blues", gate=0.6),
    "hip_hop": MelodyIdiom((2.0, 4.0), 0.8, 0.35, "pentatonic", gate=0.85),
    "house": MelodyIdiom((3.0, 5.5), 1.0, 0.5, "pentatonic", gate=0.75),
    "jazz": MelodyIdiom((3.5, 7.0), 1.0, 0.05, "bebop", slides=0.2),
    "lofi": MelodyIdiom((1.5, 3.5), 0.9, 0.25, "pentatonic"),
    "metal": MelodyIdiom((3.0, 7.0), 0.5, 0.6, "scale", slides=0.3),
    "pop": MelodyIdiom((3.0, 5.5), 0.9, 0.2, "pentatonic"),
    "reggae": MelodyIdiom((2.0, 4.0), 1.0, 0.15, "scale"),
    "reggaeton": MelodyIdiom((3.0, 5.5), 0.9, 0.6, "scale", gate=0.8),
    "rnb": MelodyIdiom((2.5, 5.5), 0.9, 0.5, "pentatonic", ornaments=0.15, slides=0.3),
    "rock": MelodyIdiom((2.5, 5.5), 0.8, 0.15, "pentatonic", slides=0.45),
    "salsa": MelodyIdiom((3.0, 6.0), 1.1, 0.7, "scale", gate=0.8),
    "samba": MelodyIdiom((3.0, 6.0), 1.0, 0.8, "scale", gate=0.85),
    "ska": MelodyIdiom((3.0, 5.5), 1.0, 0.1, "scale", gate=0.85),
    "synthwave": MelodyIdiom((2.0, 4.5), 0.7, 0.15, "scale"),
    "tango": MelodyIdiom((3.0, 6.0), 0.7, 0.4, "scale", ornaments=0.25, leaps=0.28),
    "techno": MelodyIdiom((2.0, 4.5), 0.8, 0.7, "pentatonic", gate=0.6),
    "trance": MelodyIdiom((3.0, 5.5), 0.9, 0.45, "scale", gate=0.9),
    "trap": MelodyIdiom((2.0, 4.5), 0.8, 0.3, "scale", gate=0.9),
    "waltz": MelodyIdiom((3.0, 5.0), 0.4, 0.0, "scale", ornaments=0.2),
}
