"""What a note is, in seconds and keys; everything else here decodes, counts, writes, draws or plays notes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audiostudio.audio.music.pitch_names import pitch_class_name

# As far as a bend is followed, which is what instruments understand unless told otherwise.
BEND_RANGE_SEMITONES = 2
# So many bends a second a note may have: the frames of the note model.
BENDS_A_SECOND = 22_050 / 256
# General MIDI keeps its tenth channel, counted from 0, for drums.
DRUM_CHANNEL = 9


@dataclass(frozen=True)
class Note:
    """One note.

    Attributes:
        onset_s, offset_s: where it begins and ends.
        midi_pitch: its key, 60 being middle C.
        velocity: 1 to 127; of a pitched note how sure the model is to hear it, of a drum how hard it is struck.
        bends_semitones: deviation from the key, `BENDS_A_SECOND` from the onset on; empty where bends are not known.
    """

    onset_s: float
    offset_s: float
    midi_pitch: int
    velocity: int
    bends_semitones: tuple[float, ...] = ()


def pitch_name(midi_pitch: int) -> str:
    """Return a key's name in scientific pitch notation.

    >>> pitch_name(60), pitch_name(61)
    ('C4', 'C#4')
    """
    return f"{pitch_class_name(midi_pitch % 12)}{midi_pitch // 12 - 1}"


def frequency_hz(midi_pitch: NDArray[np.int_]) -> NDArray[np.float64]:
    """Return the fundamental of keys, ``(keys,)``, in equal temperament, A4 (69) being 440 Hz."""
    return np.asarray(440 * 2 ** ((midi_pitch - 69) / 12), np.float64)


@dataclass(frozen=True)
class KeySignature:
    """A key by its number of sharps, or flats where negative, and its mode."""

    fifths: int
    is_minor: bool
