"""Says at which key a bass plays a pitch class: low, near where it was, and within its instrument."""

from dataclasses import dataclass

from audiostudio.audio.instruments.catalogue import INSTRUMENTS
from audiostudio.engines.composition.writing.context import ChordContext

OCTAVE = 12
# E1, the lowest string of a bass; what lies below is felt on few speakers.
_LOWEST_ROOT = 28
_ROOT_SPAN = 14


@dataclass(frozen=True)
class BassRegister:
    """The keys of a bass: its whole range, and where its roots lie."""

    lowest: int
    highest: int
    lowest_root: int
    highest_root: int

    @classmethod
    def of(cls, instrument: str) -> "BassRegister":
        """Return the register of an instrument by its name."""
        played = INSTRUMENTS[instrument]
        lowest_root = max(played.lowest, min(_LOWEST_ROOT, played.highest - OCTAVE))
        return cls(played.lowest, played.highest, lowest_root, min(played.highest, lowest_root + _ROOT_SPAN))

    def root(self, pitch_class: int, near: int | None) -> int:
        """Return the key of a root, as near as may be to another root, or the lowest."""
        candidates = [key for key in range(self.lowest_root, self.highest_root + 1) if key % OCTAVE == pitch_class]
        wanted = self.lowest_root + 4 if near is None else near
        return min(candidates, key=lambda key: (abs(key - wanted), key))

    def above(self, root: int, pitch_class: int) -> int:
        """Return a pitch class above a root, or below it where the instrument ends."""
        return self.within(root + (pitch_class - root) % OCTAVE)

    def below(self, root: int, pitch_class: int) -> int:
        """Return a pitch class below a root, or above it where the instrument ends."""
        key = root - (root - pitch_class) % OCTAVE
        return key if key >= self.lowest else key + OCTAVE

    def within(self, key: int) -> int:
        """Return a key moved by octaves into the range."""
        while key > self.highest:
            key -= OCTAVE
        while key < self.lowest:
            key += OCTAVE
        return key


def third(chord: ChordContext) -> int:
    """Return the pitch class of a chord's third, or the fourth or second that stands for it."""
    return chord.pitch_classes[1] if len(chord.pitch_classes) > 1 else chord.bass_pitch_class


def fifth(chord: ChordContext) -> int:
    """Return the pitch class of a chord's fifth; over another bass than the root, the root."""
    if chord.bass_pitch_class != chord.pitch_classes[0]:
        return chord.pitch_classes[0]
    return chord.pitch_classes[2] if len(chord.pitch_classes) > 2 else chord.pitch_classes[-1]


def sixth(chord: ChordContext) -> int:
    """Return the pitch class of the sixth of a chord's scale, or its fifth where it has none."""
    return (
        chord.scale[5] if len(chord.scale) == 7 and chord.bass_pitch_class == chord.pitch_classes[0] else fifth(chord)
    )


def seventh(chord: ChordContext) -> int:
    """Return the pitch class of a chord's seventh, or of its scale's where that is minor, or its fifth."""
    root = chord.pitch_classes[0]
    for pitch_class in (*chord.pitch_classes[3:4], *chord.scale[-1:]):
        if (pitch_class - root) % OCTAVE == 10 or (pitch_class in chord.pitch_classes and pitch_class != root):
            return pitch_class
    return fifth(chord)
