"""Tells a MIDI file from something that begins like one: Standard MIDI Files 1.0 (MIDI Association, RP-001)."""

import struct
from dataclasses import dataclass

from audiostudio.audio.errors import AudioError

MAGIC = b"MThd"
_TRACK = b"MTrk"
_CHUNK = struct.Struct(">4sI")
_HEADER = struct.Struct(">HHH")


@dataclass(frozen=True)
class MidiFacts:
    """What a MIDI file is.

    Attributes:
        format: 0 for one track, 1 for tracks that sound together, 2 for patterns.
        tracks: how many there are.
        ticks_per_beat: the division of a quarter note; None where time is counted in frames of film.
    """

    format: int
    tracks: int
    ticks_per_beat: int | None


def inspect_midi(data: bytes) -> MidiFacts:
    """Return what a file is, chunk by chunk; what its events say is not read.

    Raises:
        AudioError: ``midi_damaged``.
    """
    try:
        name, length = _CHUNK.unpack_from(data)
        kind, tracks, division = _HEADER.unpack_from(data, _CHUNK.size)
    except struct.error:
        raise _damaged() from None
    if name != MAGIC or length < _HEADER.size or kind > 2 or not tracks or not division:
        raise _damaged()
    place, found = _CHUNK.size + length, 0
    while place < len(data) and found < tracks:
        if place + _CHUNK.size > len(data):
            raise _damaged()
        name, length = _CHUNK.unpack_from(data, place)
        place += _CHUNK.size + length
        if place > len(data):
            raise _damaged()
        found += name == _TRACK
    if found < tracks:
        raise _damaged()
    return MidiFacts(kind, tracks, None if division & 0x8000 else division)


def _damaged() -> AudioError:
    return AudioError("midi_damaged", "The MIDI file is cut off or damaged; export it again.")
