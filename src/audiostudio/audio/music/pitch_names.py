"""What pitch classes, keys and chords are called, in the spelling that goes with a key."""

from typing import Literal

Mode = Literal["major", "minor"]

_SHARP = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_FLAT = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
# Tonics of the major keys (and relative minor ones) that are written with flats; F# major and D# minor stay sharp.
_FLAT_MAJORS = frozenset({1, 3, 5, 8, 10})


def is_flat_key(tonic: int, mode: Mode) -> bool:
    """Return whether a key is written with flats."""
    return (tonic if mode == "major" else (tonic + 3) % 12) in _FLAT_MAJORS


def pitch_class_name(pitch_class: int, *, flats: bool = False) -> str:
    """Return the name of a pitch class, 0 being C."""
    return (_FLAT if flats else _SHARP)[pitch_class]


def key_name(tonic: int, mode: Mode) -> str:
    """Return a key's name: "Eb major"."""
    return f"{pitch_class_name(tonic, flats=is_flat_key(tonic, mode))} {mode}"


def camelot_code(tonic: int, mode: Mode) -> str:
    """Return a key's place on the wheel DJs mix by: "8B" for C major, "8A" for A minor; a fifth up is one further."""
    major = tonic if mode == "major" else (tonic + 3) % 12
    return f"{(7 * major + 7) % 12 + 1}{'B' if mode == 'major' else 'A'}"
