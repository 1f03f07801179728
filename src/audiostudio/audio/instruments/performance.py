"""What one player does: the notes of a part and how they are shaped, which every instrument here understands."""

from dataclasses import dataclass

from audiostudio.audio.notation.notes import Note

SAMPLE_RATE_HZ = 48_000
"""The rate at which instruments play."""

Span = tuple[float, float]
"""From one time to another, in seconds."""

Automation = tuple[tuple[float, float], ...]
"""Times in seconds, rising, and values; straight lines between them, the first and last value before and after."""


@dataclass(frozen=True)
class Performance:
    """A part as it is played.

    Attributes:
        notes: by onset; velocity is how hard a key is struck, bends are those of the note.
        pedal_down: when the sustain pedal is held.
        expression: loudness on top of velocity, 0 to 1 (controller 11; amplitude is its square); full if empty.
        vibrato_semitones: depth of the player's vibrato; none if empty.
        brightness: -1 dark to 1 bright, 0 as the instrument is (controller 74); opens and closes filters.
    """

    notes: tuple[Note, ...]
    pedal_down: tuple[Span, ...] = ()
    expression: Automation = ()
    vibrato_semitones: Automation = ()
    brightness: Automation = ()
