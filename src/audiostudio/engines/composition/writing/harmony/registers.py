"""Says where on an instrument a part lies: a window of its range around the place where such parts sound best."""

from collections.abc import Sequence

from audiostudio.audio.instruments.catalogue import INSTRUMENTS, Family

_OCTAVE = 12
_LEAST_CHORD_WINDOW = 19
_USUAL_LEAD_CENTRE = 72.0
_LEAD_CENTRES_BY_FAMILY: dict[Family, float] = {
    "guitar": 68.0,
    "bass": 48.0,
    "brass": 67.0,
    "reed": 68.0,
    "voice": 67.0,
    "pipe": 79.0,
    "mallets": 76.0,
    "synth": 74.0,
}
_LEAD_CENTRES = {"cello": 60.0, "viola": 67.0, "french_horn": 62.0, "trombone": 58.0, "tuba": 46.0, "bassoon": 55.0}


def chord_window(instrument: str, lowest: int, highest: int) -> tuple[int, int]:
    """Return the keys that chords may use: those asked for, moved by octaves into the instrument's range."""
    played = INSTRUMENTS[instrument]
    while highest - _OCTAVE >= played.lowest + _LEAST_CHORD_WINDOW and highest > played.highest:
        lowest, highest = lowest - _OCTAVE, highest - _OCTAVE
    while lowest + _OCTAVE <= played.highest - _LEAST_CHORD_WINDOW and lowest < played.lowest:
        lowest, highest = lowest + _OCTAVE, highest + _OCTAVE
    lowest, highest = max(lowest, played.lowest), min(highest, played.highest)
    if highest - lowest < _LEAST_CHORD_WINDOW:
        lowest = max(played.lowest, min(lowest, played.highest - _LEAST_CHORD_WINDOW))
        highest = min(played.highest, lowest + _LEAST_CHORD_WINDOW)
    return lowest, highest


def octave_shift(instrument: str, pitches: Sequence[int], centre: float) -> int:
    """Return by how many semitones, whole octaves, to move pitches so that the fewest leave the range.

    Of equals the one is taken whose middle is nearest to ``centre``.
    """
    if not pitches:
        return 0
    played = INSTRUMENTS[instrument]
    lowest, highest = min(pitches), max(pitches)

    def cost(shift: int) -> tuple[int, float]:
        outside = max(0, played.lowest - lowest - shift) + max(0, highest + shift - played.highest)
        return outside, abs((lowest + highest) / 2 + shift - centre)

    return min(range(-60, 61, _OCTAVE), key=cost)


def folded(instrument: str, pitch: int) -> int:
    """Return a key, moved by octaves into the instrument's range."""
    played = INSTRUMENTS[instrument]
    while pitch < played.lowest:
        pitch += _OCTAVE
    while pitch > played.highest:
        pitch -= _OCTAVE
    return pitch


def lead_centre(instrument: str) -> float:
    """Return the key around which an instrument carries a melody best."""
    played = INSTRUMENTS[instrument]
    return _LEAD_CENTRES.get(instrument, _LEAD_CENTRES_BY_FAMILY.get(played.family, _USUAL_LEAD_CENTRE))
