"""Writes Standard MIDI Files, so that transcriptions open in every sequencer.

Format 1 of "Standard MIDI Files 1.0" (MIDI Manufacturers Association, RP-001): a track of tempi, then one for each
part.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audiostudio.audio.notation.notes import BEND_RANGE_SEMITONES, FRAME_RATE_HZ, Note

TICKS_PER_QUARTER = 480
BENDS_A_SECOND = FRAME_RATE_HZ

_NOTE_OFF, _NOTE_ON, _CONTROLLER, _PITCH_BEND = 0x80, 0x90, 0xB0, 0xE0
_RELEASE_VELOCITY = 64
_BEND_CENTRE = 8_192
_DRUM_CHANNEL = 9
_MELODIC_CHANNELS = tuple(channel for channel in range(16) if channel != _DRUM_CHANNEL)
# Registered parameter 0 is the bend range: its number, the semitones, the cents.
_BEND_RANGE_CONTROLLERS = ((101, 0), (100, 0), (6, BEND_RANGE_SEMITONES), (38, 0))
# At one tick a note ends before the next begins, and is bent before it sounds.
_FIRST, _OFF, _BEND, _ON = range(4)


@dataclass(frozen=True)
class Tempo:
    """A tempo from a tick on, in quarters a minute."""

    tick: int
    bpm: float


@dataclass(frozen=True)
class Message:
    """A channel message at a tick; those of one tick go by ``order``."""

    tick: int
    order: int
    data: bytes


@dataclass(frozen=True)
class Track:
    """A part by its name."""

    name: str
    messages: tuple[Message, ...]


def midi_file(tracks: Sequence[Track], tempi: Sequence[Tempo] = (Tempo(0, 120),)) -> bytes:
    """Return the bytes of a file of format 1 in 4/4."""
    four_four = _meta(0x58, bytes([4, 2, 24, 8]))
    changes = [(tempo.tick, _meta(0x51, round(60_000_000 / tempo.bpm).to_bytes(3, "big"))) for tempo in tempi]
    chunks = [_track_chunk([(0, four_four), *changes])]
    for track in tracks:
        messages = sorted(track.messages, key=lambda message: (message.tick, message.order))
        named = [(0, _meta(0x03, track.name.encode()))]
        chunks.append(_track_chunk(named + [(message.tick, message.data) for message in messages]))
    header = struct.pack(">HHH", 1, len(chunks), TICKS_PER_QUARTER)
    return b"".join([_chunk(b"MThd", header), *chunks])


def note_track(name: str, notes: Sequence[Note], bpm: float) -> Track:
    """Return notes as a track for a file of one tempo.

    Notes without bends share channel 1. A bend moves everything on its channel, so notes with bends are spread over the
    fifteen melodic channels, each to the one that has been quiet for longest.
    """
    ticks_per_second = bpm / 60 * TICKS_PER_QUARTER
    messages: list[Message] = []
    quiet_since_s = dict.fromkeys(_MELODIC_CHANNELS, 0.0)
    is_bent = any(note.bends_semitones for note in notes)
    if is_bent:
        messages += [
            Message(0, _FIRST, bytes([_CONTROLLER | channel, *controller]))
            for channel in _MELODIC_CHANNELS
            for controller in _BEND_RANGE_CONTROLLERS
        ]
    for note in sorted(notes, key=lambda note: note.onset_s):
        channel = 0
        if is_bent:
            channel = min(quiet_since_s, key=lambda channel: quiet_since_s[channel])
            quiet_since_s[channel] = note.offset_s
        messages += _messages_of(note, channel, ticks_per_second)
    return Track(name, tuple(messages))


def _messages_of(note: Note, channel: int, ticks_per_second: float) -> Iterable[Message]:
    on_tick = round(note.onset_s * ticks_per_second)
    off_tick = max(on_tick + 1, round(note.offset_s * ticks_per_second))
    yield Message(on_tick, _ON, bytes([_NOTE_ON | channel, note.midi_pitch, note.velocity]))
    yield Message(off_tick, _OFF, bytes([_NOTE_OFF | channel, note.midi_pitch, _RELEASE_VELOCITY]))
    before = None
    for position, bend in enumerate(note.bends_semitones):
        value = _bend_value(bend)
        if value != before:
            tick = round((note.onset_s + position / BENDS_A_SECOND) * ticks_per_second)
            yield Message(tick, _BEND, bytes([_PITCH_BEND | channel, value & 0x7F, value >> 7]))
        before = value


def _bend_value(semitones: float) -> int:
    """Return 14 bits, the centre being 8192; upwards one step is missing."""
    return min(2 * _BEND_CENTRE - 1, max(0, _BEND_CENTRE + round(semitones / BEND_RANGE_SEMITONES * _BEND_CENTRE)))


def _track_chunk(events: Iterable[tuple[int, bytes]]) -> bytes:
    content = bytearray()
    now = 0
    for tick, data in events:
        content += _variable_length(tick - now) + data
        now = tick
    return _chunk(b"MTrk", bytes(content + _variable_length(0) + _meta(0x2F, b"")))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack(">I", len(content)) + content


def _meta(kind: int, content: bytes) -> bytes:
    return bytes([0xFF, kind]) + _variable_length(len(content)) + content


def _variable_length(value: int) -> bytes:
    """Return seven bits a byte, the most significant first, all but the last byte marked by the eighth."""
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(value & 0x7F | 0x80)
    return bytes(reversed(digits))
